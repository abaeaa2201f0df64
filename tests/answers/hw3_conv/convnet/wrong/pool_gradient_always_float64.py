# The gradient of the maps is float64 whatever the type of the upstream gradient is.
# loses: max_pool_public
# %% max_pool_layer
def max_pool_forward(x, pool_param):
    N, C, H, W = x.shape
    cut = x[:, :, : H // 2 * 2, : W // 2 * 2]
    windows = cut.reshape(N, C, H // 2, 2, W // 2, 2)
    out = windows.max(axis=(3, 5))
    return out, {"shape": x.shape, "windows": windows, "out": out}


def max_pool_backward(dout, cache):
    mask = cache["windows"] == cache["out"][:, :, :, None, :, None]
    share = mask / mask.sum(axis=(3, 5), keepdims=True)
    N, C, H, W = cache["shape"]
    dx = np.zeros(cache["shape"])
    d = (share * dout[:, :, :, None, :, None]).reshape(N, C, H // 2 * 2, W // 2 * 2)
    dx[:, :, : H // 2 * 2, : W // 2 * 2] = d
    return dx
