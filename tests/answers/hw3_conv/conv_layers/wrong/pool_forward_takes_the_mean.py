# out is the mean of each window instead of its maximum.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x, (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    return windows.mean(axis=(4, 5)), (x.shape, windows, s)
