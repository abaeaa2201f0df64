# The network as a list of layers, each an object with its own backward pass.
# %% model_network
class Layer:
    def __init__(self, forward, backward, *names):
        self.f, self.b, self.names = forward, backward, names

    def forward(self, x, params):
        out, self.cache = self.f(x, *[params[n] for n in self.names])
        return out

    def backward(self, d, grads):
        back = self.b(d, self.cache)
        if not self.names:
            return back
        grads.update(zip(self.names, back[1:]))
        return back[0]


def flatten(x):
    return x.reshape(x.shape[0], -1), x.shape


class ConvNet:
    def __init__(self, input_dim=(1, 28, 28), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, dtype=np.float32):
        self.dtype = np.dtype(dtype)
        window = dict(pool_height=2, pool_width=2, stride=2)
        self.layers = [
            Layer(conv_forward, conv_backward, "W1"),
            Layer(relu_forward, relu_backward),
            Layer(lambda x: max_pool_forward(x, window), max_pool_backward),
            Layer(flatten, lambda d, shape: d.reshape(shape)),
            Layer(fc_forward, fc_backward, "W2", "b2"),
            Layer(relu_forward, relu_backward),
            Layer(fc_forward, fc_backward, "W3", "b3"),
        ]
        draw = lambda *shape: np.random.normal(0, weight_scale, shape).astype(dtype)
        W1 = draw(num_filters, input_dim[0], filter_size, filter_size)
        length = num_filters
        for side in input_dim[1:]:
            length *= (side - filter_size + 1) // 2
        self.params = dict(W1=W1, W2=draw(length, hidden_dim), W3=draw(hidden_dim, num_classes))
        self.params.update(b2=np.zeros(hidden_dim, dtype), b3=np.zeros(num_classes, dtype))

    def loss(self, X, y=None):
        x = np.asarray(X, dtype=self.dtype)
        for layer in self.layers:
            x = layer.forward(x, self.params)
        if y is None:
            return x
        loss, d = softmax_loss(x, y)
        grads = {}
        for layer in reversed(self.layers):
            d = layer.backward(d, grads)
        return loss, grads
