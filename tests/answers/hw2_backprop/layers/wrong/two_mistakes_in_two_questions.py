# The gradient of the bias is averaged instead of summed, and the classifier's backward pass skips the ReLU.
# loses: fc_backward_public, fc_backward_values, classifier_gradient_public, classifier_grads_hidden
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)

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
        p = self.params
        hidden, first = fc_forward(X, p["W1"], p["b1"])
        active, gate = relu_forward(hidden)
        scores, second = fc_forward(active, p["W2"], p["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        dactive, dW2, db2 = fc_backward(dscores, second)
        _, dW1, db1 = fc_backward(dactive, first)
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
