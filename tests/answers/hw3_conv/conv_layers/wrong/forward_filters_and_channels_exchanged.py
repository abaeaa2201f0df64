# The first two axes of w are exchanged: it has the shape (F, C, height, width), not (C, F, height, width).
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public, conv_backward_values
# loses: conv_backward_edge, conv_inputs_kept
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijpq,cfpq->nfij", windows, w), (x, w)
