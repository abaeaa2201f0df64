# The values may be right, but Python goes through the examples one by one, which is ruled out here: map, np.vectorize
# and comprehensions count, too.
# loses: loss_forward_public, loss_forward_values, loss_backward_public, loss_backward_values, loss_single
# loses: loss_inputs_kept, loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y, Y_hat):
        return -sum(map(lambda y, y_hat: y @ np.log(y_hat), Y, Y_hat)) / len(Y)

    def backward(self, Y, Y_hat):
        return -Y / (len(Y) * Y_hat)
