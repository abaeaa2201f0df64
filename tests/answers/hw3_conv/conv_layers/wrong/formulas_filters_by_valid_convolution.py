# In dL/dW, the upstream gradient is turned by 180 degrees, as in a valid convolution. There it should not be turned.
# loses: conv_formulas_public, conv_formulas_filters
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    dx = sum(convolve_full(w[g, c], dout[n, g]) for g in range(w.shape[0]))
    dw = sum(convolve_valid(x[m, c], dout[m, f]) for m in range(x.shape[0]))
    return dx, dw
