# Where one entry is the maximum of several windows, only the last of them counts. Their gradients should be added.
# loses: max_pool_backward_public, max_pool_backward_overlap
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[n, c, i, j]), (ph, pw))
        dx[n, c, i * s + p, j * s + q] = dout[n, c, i, j]
    return dx
