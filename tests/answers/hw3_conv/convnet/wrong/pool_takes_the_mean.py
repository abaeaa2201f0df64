# max_pool_forward returns the mean of each window instead of its largest number.
# loses: max_pool_public, max_pool_fresh
# %% max_pool_layer
def max_pool_forward(x, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - h) // s + 1, (W - w) // s + 1), dtype=x.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = x[:, :, i * s:i * s + h, j * s:j * s + w].mean(axis=(2, 3))
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
