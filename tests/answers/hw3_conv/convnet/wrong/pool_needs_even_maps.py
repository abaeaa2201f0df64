# Pooling works only for maps of even height and width. The last row or column of an odd map should be left out.
# loses: max_pool_public, max_pool_fresh
# %% max_pool_layer
def max_pool_forward(x, pool_param):
    N, C, H, W = x.shape
    windows = x.reshape(N, C, H // 2, 2, W // 2, 2)
    out = windows.max(axis=(3, 5))
    return out, (windows, out)


def max_pool_backward(dout, cache):
    windows, out = cache
    mask = windows == out[:, :, :, None, :, None]
    N, C, H, _, W, _ = windows.shape
    return (mask * dout[:, :, :, None, :, None]).reshape(N, C, 2 * H, 2 * W)
