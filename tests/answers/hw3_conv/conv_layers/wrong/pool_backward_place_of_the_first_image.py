# The place of the maximum is that in the first image, for all images. Each image has a place of its own.
# loses: max_pool_backward_public, max_pool_backward_values, max_pool_backward_repeated, max_pool_backward_overlap
# loses: max_pool_odd
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[0, c, i, j]), (ph, pw))
        dx[n, c, i * s + p, j * s + q] += dout[n, c, i, j]
    return dx
