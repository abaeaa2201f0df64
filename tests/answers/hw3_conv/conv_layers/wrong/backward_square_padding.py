# In dx, the upstream gradient is padded according to the filter's height in both directions: right only for square
# filters.
# loses: conv_backward_public, conv_backward_values, conv_backward_edge
# %% conv_backward
def conv_backward(dout, cache):
    x, w = cache
    p = w.shape[2] - 1
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    padded = np.pad(dout, ((0, 0), (0, 0), (p, p), (p, p)))
    for n in range(x.shape[0]):
        for f in range(w.shape[0]):
            for c in range(x.shape[1]):
                dx[n, c] += convolve_valid(padded[n, f], w[f, c])
                dw[f, c] += filter_valid(x[n, c], dout[n, f])
    return dx, dw
