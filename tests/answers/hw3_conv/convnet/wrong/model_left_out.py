# Only the parameters are there; the loss is still to be written.
# loses: model_scores_public, model_gradient_public, model_scores, model_loss, model_grads_dense, model_grads_filters
# loses: model_odd, model_dtype
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
        raise NotImplementedError("FILL_IN")
