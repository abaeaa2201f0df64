# The loss contains an L2 penalty of strength 0.01 on the weights, and so do the gradients of W1 and W2. This network
# has no regularisation.
# loses: classifier_gradient_public, classifier_loss, classifier_grads_output, classifier_grads_hidden
# loses: classifier_class_zero
# %% classifier_model
class SoftmaxClassifier:
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.params = {
            "W1": weight_scale * np.random.randn(input_dim, hidden_dim),
            "b1": np.zeros(hidden_dim),
            "W2": weight_scale * np.random.randn(hidden_dim, num_classes),
            "b2": np.zeros(num_classes),
        }

    def loss(self, X, y=None):
        h, fc1 = fc_forward(X, self.params["W1"], self.params["b1"])
        a, relu = relu_forward(h)
        scores, fc2 = fc_forward(a, self.params["W2"], self.params["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        da, dW2, db2 = fc_backward(dscores, fc2)
        dh = relu_backward(da, relu)
        dX, dW1, db1 = fc_backward(dh, fc1)
        reg, p = 0.01, self.params
        loss = loss + 0.5 * reg * (np.sum(p["W1"] ** 2) + np.sum(p["W2"] ** 2))
        dW1, dW2 = dW1 + reg * p["W1"], dW2 + reg * p["W2"]
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
