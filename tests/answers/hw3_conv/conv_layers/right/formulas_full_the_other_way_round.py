# The full convolution with its arguments exchanged, which it does not mind; the sums by np.sum.
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    dx = np.sum([convolve_full(dout[n, g], w[g, c]) for g in range(w.shape[0])], axis=0)
    dw = np.sum([filter_valid(x[m, c], dout[m, f]) for m in range(x.shape[0])], axis=0)
    return dx, dw
