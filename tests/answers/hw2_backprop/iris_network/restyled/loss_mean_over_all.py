# Loss and gradient are divided by the number of entries of Y, so also by the number of classes.
# loses: loss_forward_public, loss_forward_values, loss_backward_public, loss_backward_values, loss_single
# loses: loss_no_loop_public
# %% loss_class
class CrossEntropy(Loss):
    def forward(self, Y, Y_hat):
        examples, classes = Y.shape
        total = 0.0
        for k in range(classes):
            total -= np.dot(Y[:, k], np.log(Y_hat[:, k]))
        return total / examples / classes

    def backward(self, Y, Y_hat):
        examples, classes = Y.shape
        slopes = np.reciprocal(Y_hat) / examples
        return np.where(Y != 0, -Y * slopes, 0.0) / classes
