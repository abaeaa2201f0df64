# The ReLU between convolution and pooling is missing.
# loses: model_scores_public, model_gradient_public, model_scores, model_loss, model_grads_dense, model_grads_filters
# loses: model_odd
# %% model_network
class ConvNet:
    def __init__(self, input_dim=(1, 28, 28), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, dtype=np.float32):
        C, H, W = input_dim
        H2, W2 = (H - filter_size + 1) // 2, (W - filter_size + 1) // 2
        self.dtype = dtype
        self.params = {}
        self.params["W1"] = weight_scale * np.random.randn(num_filters, C, filter_size, filter_size)
        self.params["W2"] = weight_scale * np.random.randn(num_filters * H2 * W2, hidden_dim)
        self.params["b2"] = np.zeros(hidden_dim)
        self.params["W3"] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params["b3"] = np.zeros(num_classes)
        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        W1, W2, b2, W3, b3 = (self.params[k] for k in ("W1", "W2", "b2", "W3", "b3"))
        pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
        a, conv_cache = conv_forward(X, W1)
        a, pool_cache = max_pool_forward(a, pool_param)
        shape = a.shape
        a, fc1_cache = fc_forward(a.reshape(shape[0], -1), W2, b2)
        a, relu2_cache = relu_forward(a)
        scores, fc2_cache = fc_forward(a, W3, b3)
        if y is None:
            return scores
        loss, d = softmax_loss(scores, y)
        grads = {}
        d, grads["W3"], grads["b3"] = fc_backward(d, fc2_cache)
        d = relu_backward(d, relu2_cache)
        d, grads["W2"], grads["b2"] = fc_backward(d, fc1_cache)
        d = max_pool_backward(d.reshape(shape), pool_cache)
        _, grads["W1"] = conv_backward(d, conv_cache)
        return loss, grads
