# Each maximum gets 1 instead of the upstream gradient of its window.
# loses: max_pool_odd, max_pool_backward_public, max_pool_backward_values, max_pool_backward_repeated
# loses: max_pool_backward_overlap
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[n, c, i, j]), (ph, pw))
        dx[n, c, i * s + p, j * s + q] += 1
    return dx
