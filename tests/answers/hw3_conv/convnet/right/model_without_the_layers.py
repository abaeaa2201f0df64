# The network in one piece, without calling any of the layers above.
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
        p = self.params
        f = p["W1"].shape[2]
        windows = np.lib.stride_tricks.sliding_window_view(X, (f, f), axis=(2, 3))
        maps = np.einsum("ncijpq,fcpq->nfij", windows, p["W1"], optimize=True)
        N, F, H, W = maps.shape
        cut = np.maximum(maps, 0)[:, :, : H // 2 * 2, : W // 2 * 2].reshape(N, F, H // 2, 2, W // 2, 2)
        pooled = cut.max(axis=(3, 5))
        flat = pooled.reshape(N, -1)
        hidden = np.maximum(flat @ p["W2"] + p["b2"], 0)
        scores = hidden @ p["W3"] + p["b3"]
        if y is None:
            return scores
        log_p = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        loss = -np.mean(log_p[np.arange(N), y])
        d = np.exp(log_p)
        d[np.arange(N), y] -= 1
        d /= N
        grads = {"W3": hidden.T @ d, "b3": d.sum(0)}
        d = d @ p["W3"].T * (hidden > 0)
        grads |= {"W2": flat.T @ d, "b2": d.sum(0)}
        d = (d @ p["W2"].T).reshape(pooled.shape)[:, :, :, None, :, None] * ((cut == pooled[:, :, :, None, :, None]) & (cut > 0))
        dmaps = np.zeros_like(maps)
        dmaps[:, :, : H // 2 * 2, : W // 2 * 2] = d.reshape(N, F, H // 2 * 2, W // 2 * 2)
        grads["W1"] = np.einsum("nfij,ncijpq->fcpq", dmaps, windows, optimize=True)
        return loss, grads
