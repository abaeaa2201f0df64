# dx comes from the last filter alone. The contributions of all filters should be added.
# loses: conv_backward_public, conv_backward_values, conv_backward_edge
# %% conv_backward
def conv_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            for f in range(w.shape[0]):
                dx[n, c] = convolve_full(w[f, c], dout[n, f])
                dw[f, c] += filter_valid(x[n, c], dout[n, f])
    return dx, dw
