# out is float64 whatever the type of x is.
# loses: conv_public
# %% conv_layer
def conv_forward(x, w):
    N, C, H, W = x.shape
    F, _, h, k = w.shape
    out = np.zeros((N, F, H - h + 1, W - k + 1))
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i:i + h, j:j + k].reshape(N, -1) @ w.reshape(F, -1).T
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
