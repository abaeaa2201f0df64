# The convolution by a loop over the places within a filter, with einsum.
# %% conv_layer
def conv_forward(x, w):
    h, k = w.shape[2:]
    rows, columns = x.shape[2] - h + 1, x.shape[3] - k + 1
    out = sum(
        np.einsum("ncij,fc->nfij", x[:, :, p:p + rows, q:q + columns], w[:, :, p, q], optimize=True)
        for p in range(h)
        for q in range(k)
    )
    return out, (x, w)


def conv_backward(dout, cache):
    x, w = cache
    rows, columns = dout.shape[2:]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for p in range(w.shape[2]):
        for q in range(w.shape[3]):
            dw[:, :, p, q] = np.einsum("nfij,ncij->fc", dout, x[:, :, p:p + rows, q:q + columns], optimize=True)
            dx[:, :, p:p + rows, q:q + columns] += np.einsum("nfij,fc->ncij", dout, w[:, :, p, q], optimize=True)
    return dx, dw
