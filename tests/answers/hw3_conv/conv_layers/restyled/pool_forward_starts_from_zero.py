# The best entry so far begins as 0, so a window of negative numbers gives 0.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    height, width, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    N, C, H, W = x.shape
    rows, columns = 1 + (H - height) // stride, 1 + (W - width) // stride
    out = np.zeros((N, C, rows, columns))
    windows = np.empty((N, C, rows, columns, height, width))
    for i in range(rows):
        for j in range(columns):
            patch = x[:, :, i * stride : i * stride + height, j * stride : j * stride + width]
            windows[:, :, i, j] = patch
            best = patch.reshape(N, C, -1).max(axis=2)
            out[:, :, i, j] = np.where(best > out[:, :, i, j], best, out[:, :, i, j])
    return out, (x.shape, windows, stride)
