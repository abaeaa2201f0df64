# dx is too small where the windows do not fill the map: the rows and columns that no window covers are missing.
# loses: max_pool_backward_public, max_pool_odd
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    rows, columns = dout.shape[2:]
    dx = np.zeros((*shape[:2], (rows - 1) * s + ph, (columns - 1) * s + pw))
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[n, c, i, j]), (ph, pw))
        dx[n, c, i * s + p, j * s + q] += dout[n, c, i, j]
    return dx
