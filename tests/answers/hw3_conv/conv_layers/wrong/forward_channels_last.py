# The axes of out are in the wrong order: the filters are on the last axis instead of the second.
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public, conv_inputs_kept
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.tensordot(windows, w, axes=([1, 4, 5], [1, 2, 3])), (x, w)
