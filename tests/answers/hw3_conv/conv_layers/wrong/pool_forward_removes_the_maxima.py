# The values are right, but the caller's own x is changed: every entry that is not a maximum is set to 0.
# loses: max_pool_forward_public, max_pool_inputs_kept
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x.copy(), (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    out = windows.max(axis=(4, 5))
    x[~np.isin(x, out)] = 0
    return out, (x.shape, windows, s)
