# np.squeeze at the end "tidies up" axes of size 1.
# loses: conv_forward_public, conv_forward_edge
# %% conv_forward
def conv_forward(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.squeeze(np.einsum("ncijpq,fcpq->nfij", windows, w)), (x, w)
