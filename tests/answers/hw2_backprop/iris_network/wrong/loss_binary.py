# This is the binary cross-entropy: the wrong classes have terms of their own in it. Only the probability of the right
# class counts.
# loses: loss_forward_public, loss_forward_values, loss_backward_public, loss_backward_values, loss_single
# loses: loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y, Y_hat):
        return -np.sum(Y * np.log(Y_hat) + (1 - Y) * np.log(1 - Y_hat)) / len(Y)

    def backward(self, Y, Y_hat):
        return ((1 - Y) / (1 - Y_hat) - Y / Y_hat) / len(Y)
