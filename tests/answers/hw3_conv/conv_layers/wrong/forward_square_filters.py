# The height of the filters is used for their width, too: right only for square filters.
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public, conv_backward_values
# loses: conv_backward_edge
# %% conv_forward
def conv_forward(x, w):
    N, C, H, W = x.shape
    F, _, k, _ = w.shape
    out = np.zeros((N, F, H - k + 1, W - k + 1))
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            patch = x[:, :, i:i + k, j:j + k].reshape(N, -1)
            out[:, :, i, j] = patch @ w.reshape(F, -1).T
    return out, (x, w)
