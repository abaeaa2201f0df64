# Y and Y_hat are exchanged: the labels are the first argument, and the probabilities the second.
# loses: loss_forward_public, loss_forward_values, loss_backward_public, loss_backward_values, loss_single
# loses: loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y_hat, Y):
        return -np.sum(Y * np.log(Y_hat)) / len(Y)

    def backward(self, Y_hat, Y):
        return -Y / (len(Y) * Y_hat)
