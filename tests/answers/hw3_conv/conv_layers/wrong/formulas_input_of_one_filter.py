# dL/dX comes from filter f alone: the sum over all filters is missing.
# loses: conv_formulas_public, conv_formulas_input
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    dw = sum(filter_valid(x[m, c], dout[m, f]) for m in range(x.shape[0]))
    return convolve_full(w[f, c], dout[n, f]), dw
