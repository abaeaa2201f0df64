# W1 and W2 are stored transposed, and so are their gradients: W1 should be (input_dim, hidden_dim), W2 (hidden_dim,
# num_classes).
# loses: classifier_params_public, classifier_scores_public, classifier_gradient_public, classifier_weights
# loses: classifier_scores, classifier_loss, classifier_grads_output, classifier_grads_hidden, classifier_class_zero
# loses: classifier_inputs_kept
# %% classifier_model
class SoftmaxClassifier:
    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        self.params = {
            "W1": weight_scale * np.random.randn(hidden_dim, input_dim),
            "b1": np.zeros(hidden_dim),
            "W2": weight_scale * np.random.randn(num_classes, hidden_dim),
            "b2": np.zeros(num_classes),
        }

    def loss(self, X, y=None):
        h, fc1 = fc_forward(X, self.params["W1"].T, self.params["b1"])
        a, relu = relu_forward(h)
        scores, fc2 = fc_forward(a, self.params["W2"].T, self.params["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        da, dW2, db2 = fc_backward(dscores, fc2)
        dh = relu_backward(da, relu)
        dX, dW1, db1 = fc_backward(dh, fc1)
        return loss, {"W1": dW1.T, "b1": db1, "W2": dW2.T, "b2": db2}
