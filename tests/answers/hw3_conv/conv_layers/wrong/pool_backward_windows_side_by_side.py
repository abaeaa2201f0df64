# The backward pass places the windows side by side, whatever the stride: right only where the stride equals both the
# height and the width of a window.
# loses: max_pool_backward_public, max_pool_backward_values, max_pool_backward_overlap, max_pool_odd
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    dx = np.zeros((shape[0], shape[1], shape[2] + ph * shape[2], shape[3] + pw * shape[3]))
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[n, c, i, j]), (ph, pw))
        dx[n, c, i * ph + p, j * pw + q] += dout[n, c, i, j]
    return dx[:, :, : shape[2], : shape[3]]
