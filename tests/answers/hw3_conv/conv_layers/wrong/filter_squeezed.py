# A result of only one row or only one column loses an axis. It should always have two.
# loses: conv2d_edge, conv_formulas_filters
# %% conv2d_filter
def filter_valid(a, b):
    windows = np.lib.stride_tricks.sliding_window_view(a, b.shape)
    return np.einsum("ijpq,pq->ij", windows, b).squeeze()
