# The number of windows is rounded up: what is left over at the edge gets a window of its own. It should be ignored.
# loses: max_pool_forward_public, max_pool_backward_public, max_pool_odd
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    rows, columns = -(-(H - ph) // s) + 1, -(-(W - pw) // s) + 1
    padded = np.full((N, C, (rows - 1) * s + ph, (columns - 1) * s + pw), -np.inf)
    h, k = min(H, padded.shape[2]), min(W, padded.shape[3])
    padded[:, :, :h, :k] = x[:, :, :h, :k]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (ph, pw), axis=(2, 3))[:, :, ::s, ::s]
    return windows.max(axis=(4, 5)), (padded.shape, windows, s)
