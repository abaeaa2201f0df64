# The values are right, but the caller's own pool_param is changed: its entries are taken out of it.
# loses: max_pool_inputs_kept
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    window = pool_param.pop("pool_height"), pool_param.pop("pool_width")
    stride = pool_param.pop("stride")
    windows = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))[:, :, ::stride, ::stride]
    return windows.max(axis=(4, 5)), (x.shape, windows, stride)
