# dL/dW comes from image n alone: the sum over the batch is missing.
# loses: conv_formulas_public, conv_formulas_filters
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    dx = sum(convolve_full(w[g, c], dout[n, g]) for g in range(w.shape[0]))
    return dx, filter_valid(x[n, c], dout[n, f])
