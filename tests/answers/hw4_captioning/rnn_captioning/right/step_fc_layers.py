# Two fully connected layers of homework 2, and a bias gradient of shape (1, H).
# %% step_layer
def fc_forward(x, w, b):
    return x @ w + b, (x, w)


def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0, keepdims=True)


def rnn_step_forward(x, prev_h, Wx, Wh, b):
    first, cache_x = fc_forward(x, Wx, b)
    second, cache_h = fc_forward(prev_h, Wh, 0)
    next_h = np.tanh(first + second)
    return next_h, (cache_x, cache_h, next_h)


def rnn_step_backward(dnext_h, cache):
    cache_x, cache_h, next_h = cache
    da = dnext_h - dnext_h * next_h ** 2
    dx, dWx, db = fc_backward(da, cache_x)
    dprev_h, dWh, _ = fc_backward(da, cache_h)
    return dx, dprev_h, dWx, dWh, db
