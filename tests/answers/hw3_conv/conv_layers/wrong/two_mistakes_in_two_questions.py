# The kernel of the full convolution is not turned, and in pooling's backward pass only the last of several overlapping
# windows counts.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge, max_pool_backward_public
# loses: max_pool_backward_overlap
# %% conv2d_full
def convolve_full(a, b):
    hb, wb = b.shape
    return filter_valid(np.pad(a, ((hb - 1, hb - 1), (wb - 1, wb - 1))), b)

# %% conv_backward
def conv_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for n in range(x.shape[0]):
        for f in range(w.shape[0]):
            for c in range(x.shape[1]):
                dx[n, c] += convolve_full(w[f, c], dout[n, f])
                dw[f, c] += filter_valid(x[n, c], dout[n, f])
    return dx, dw

# %% max_pool_backward
def max_pool_backward(dout, cache):
    shape, windows, s = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        p, q = np.unravel_index(np.argmax(windows[n, c, i, j]), windows.shape[4:])
        dx[n, c, i * s + p, j * s + q] = dout[n, c, i, j]
    return dx
