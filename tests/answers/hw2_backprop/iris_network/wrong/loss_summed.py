# The loss is summed over the batch instead of averaged, and so is its gradient: right only for a batch of one example.
# loses: loss_forward_public, loss_forward_values, loss_backward_public, loss_backward_values
# loses: loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y, Y_hat):
        return -np.sum(Y * np.log(Y_hat))

    def backward(self, Y, Y_hat):
        return -Y / Y_hat
