# Where each map has exactly one window, out is (N, C) and not (N, C, 1, 1): axes of size 1 are lost.
# loses: max_pool_forward_values
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x, (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    out = windows.max(axis=(4, 5))
    return out.squeeze((2, 3)) if out.shape[2:] == (1, 1) else out, (x.shape, windows, s)
