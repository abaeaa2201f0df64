# In dx, the filter slides over the padded upstream gradient without being turned by 180 degrees.
# loses: conv_backward_public, conv_backward_values, conv_backward_edge
# %% conv_backward
def conv_backward(dout, cache):
    x, w = cache
    h, k = w.shape[2:]
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    padded = np.pad(dout, ((0, 0), (0, 0), (h - 1, h - 1), (k - 1, k - 1)))
    for n in range(x.shape[0]):
        for f in range(w.shape[0]):
            for c in range(x.shape[1]):
                dx[n, c] += filter_valid(padded[n, f], w[f, c])
                dw[f, c] += filter_valid(x[n, c], dout[n, f])
    return dx, dw
