# The network computes with parameters kept outside of self.params: replacing an entry of self.params, as training does,
# changes nothing.
# loses: classifier_scores_public, classifier_gradient_public, classifier_scores, classifier_loss
# loses: classifier_grads_output, classifier_grads_hidden, classifier_class_zero
# %% classifier_model
class SoftmaxClassifier:
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.W1 = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.b1 = np.zeros(hidden_dim)
        self.W2 = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.b2 = np.zeros(num_classes)
        self.params = {"W1": self.W1, "b1": self.b1, "W2": self.W2, "b2": self.b2}

    def loss(self, X, y=None):
        h, fc1 = fc_forward(X, self.W1, self.b1)
        a, relu = relu_forward(h)
        scores, fc2 = fc_forward(a, self.W2, self.b2)
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        da, dW2, db2 = fc_backward(dscores, fc2)
        dh = relu_backward(da, relu)
        dX, dW1, db1 = fc_backward(dh, fc1)
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
