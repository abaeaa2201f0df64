# The gradient goes to the first entry of the whole map that equals the maximum, even if it lies outside of the window.
# loses: max_pool_backward_public, max_pool_backward_repeated
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    N, C, H, W = shape
    x = np.full(shape, -np.inf)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            x[:, :, i * s:i * s + windows.shape[4], j * s:j * s + windows.shape[5]] = windows[:, :, i, j]
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(x[n, c] == windows[n, c, i, j].max()), (H, W))
        dx[n, c, p, q] += dout[n, c, i, j]
    return dx
