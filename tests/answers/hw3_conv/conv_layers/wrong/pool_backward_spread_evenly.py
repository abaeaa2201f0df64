# Every entry of a window gets an equal share of the gradient, as in average pooling. The maximum should get all of it.
# loses: max_pool_odd, max_pool_backward_public, max_pool_backward_values, max_pool_backward_repeated
# loses: max_pool_backward_overlap
# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    ph, pw = windows.shape[4:]
    dx = np.zeros(shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, i * s:i * s + ph, j * s:j * s + pw] += dout[:, :, i, j, None, None] / (ph * pw)
    return dx
