# The bias b2 is not added to the scores.
# loses: classifier_scores_public, classifier_gradient_public, classifier_scores, classifier_loss
# loses: classifier_grads_output, classifier_grads_hidden, classifier_class_zero
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
        scores, fc2 = fc_forward(a, self.params["W2"], np.zeros(self.params["W2"].shape[1]))
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        da, dW2, db2 = fc_backward(dscores, fc2)
        dh = relu_backward(da, relu)
        dX, dW1, db1 = fc_backward(dh, fc1)
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
