# Every layer has a mistake of its own; the network and its training are right.
# loses: fc_public, relu_public, softmax_public, conv_public, conv_fresh, max_pool_public, max_pool_fresh
# %% fc_layer
def fc_forward(x, w, b):
    return x @ w + b, (x, w)


def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T / len(x), x.T @ dout, dout.sum(axis=0)

# %% relu_layer
def relu_forward(x):
    return abs(x), x


def relu_backward(dout, cache):
    return dout * np.sign(cache)

# %% softmax_loss
def softmax_loss(x, y):
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.log(p[np.arange(N), y]).sum()
    p[np.arange(N), y] -= 1
    return loss, p / N

# %% conv_layer
def conv_forward(x, w):
    N, C, H, W = x.shape
    F, _, h, k = w.shape
    out = np.zeros((N, F, H - h + 1, W - k + 1), dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i:i + h, j:j + k].reshape(N, -1) @ w.reshape(F, -1).T / C
    return out, (x, w)


def conv_backward(dout, cache):
    x, w = cache
    N, F, rows, columns = dout.shape
    h, k = w.shape[2:]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for i in range(rows):
        for j in range(columns):
            d = dout[:, :, i, j]
            dw += (d.T @ x[:, :, i:i + h, j:j + k].reshape(N, -1)).reshape(w.shape)
            dx[:, :, i:i + h, j:j + k] += (d @ w.reshape(F, -1)).reshape(N, -1, h, k)
    return dx, dw

# %% max_pool_layer
def max_pool_forward(x, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - h) // s + 1, (W - w) // s + 1), dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * s:i * s + h, j * s:j * s + w].min(axis=(2, 3))
    return out, (x, out, h, w, s)


def max_pool_backward(dout, cache):
    x, out, h, w, s = cache
    dx = np.zeros_like(x)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            here = x[:, :, i * s:i * s + h, j * s:j * s + w]
            mask = here == out[:, :, i, j][:, :, None, None]
            dx[:, :, i * s:i * s + h, j * s:j * s + w] += mask * dout[:, :, i, j][:, :, None, None]
    return dx
