# out loses its axes of length 1, for example where there is only one image. It should always have four axes.
# loses: conv_forward_public, conv_forward_edge
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.squeeze(np.einsum("ncijpq,fcpq->nfij", windows, w)), (x, w)
