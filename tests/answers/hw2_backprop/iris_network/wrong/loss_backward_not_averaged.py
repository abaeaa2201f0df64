# The gradient lacks the 1/m that the loss has.
# loses: loss_backward_public, loss_backward_values, loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y, Y_hat):
        return -np.sum(Y * np.log(Y_hat)) / len(Y)

    def backward(self, Y, Y_hat):
        return -Y / Y_hat
