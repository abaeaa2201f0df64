# The results of the channels are averaged. They should be added: right only for one channel.
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijpq,fcpq->nfij", windows, w) / x.shape[1], (x, w)
