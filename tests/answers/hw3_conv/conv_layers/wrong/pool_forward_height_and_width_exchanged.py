# The height and the width of the windows are exchanged: right only for square windows.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_backward_public
# loses: max_pool_backward_values, max_pool_backward_overlap, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    window, s = (pool_param["pool_width"], pool_param["pool_height"]), pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))[:, :, ::s, ::s]
    return windows.max(axis=(4, 5)), (x.shape, windows, s)
