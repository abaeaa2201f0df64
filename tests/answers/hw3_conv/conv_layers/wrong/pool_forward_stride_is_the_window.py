# The windows are placed side by side, whatever the stride: right only where the stride equals both the height and the
# width of a window.
# loses: max_pool_forward_public, max_pool_forward_values, max_pool_negative, max_pool_backward_public
# loses: max_pool_backward_values, max_pool_backward_overlap, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw = pool_param["pool_height"], pool_param["pool_width"]
    N, C, H, W = x.shape
    trimmed = x[:, :, : H // ph * ph, : W // pw * pw]
    out = trimmed.reshape(N, C, H // ph, ph, W // pw, pw).max(axis=(3, 5))
    windows = np.lib.stride_tricks.sliding_window_view(x, (ph, pw), axis=(2, 3))[:, :, ::ph, ::pw]
    return out, (x.shape, windows, ph)
