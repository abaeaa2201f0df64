# Equal maxima share the gradient; a loop over the windows of all maps at once.
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    h, w, s = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    rows, columns = range(0, x.shape[2] - h + 1, s), range(0, x.shape[3] - w + 1, s)
    out = np.stack([np.stack([x[:, :, i:i + h, j:j + w].max(axis=(2, 3)) for j in columns], -1) for i in rows], -2)
    return out, (x, out, h, w, s)

# %% max_pool_backward
def max_pool_backward(dout, cache):
    x, out, h, w, s = cache
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(out.shape[2:]):
        window = np.s_[:, :, i * s:i * s + h, j * s:j * s + w]
        mask = x[window] == out[:, :, i, j][..., None, None]
        dx[window] += mask / mask.sum(axis=(2, 3), keepdims=True) * dout[:, :, i, j][..., None, None]
    return dx
