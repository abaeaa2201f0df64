# Where all numbers of a window are negative, out is 0, as if the maximum could not be lower.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x, (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    out = np.zeros(windows.shape[:4])
    for p in range(ph):
        for q in range(pw):
            out = np.maximum(out, windows[..., p, q])
    return out, (x.shape, windows, s)
