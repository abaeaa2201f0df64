# conv_forward returns out alone: the cache is missing.
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public, conv_backward_values
# loses: conv_backward_edge, conv_inputs_kept
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijpq,fcpq->nfij", windows, w)
