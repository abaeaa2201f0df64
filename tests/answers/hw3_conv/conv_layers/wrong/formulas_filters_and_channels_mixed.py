# dL/dX uses kernels of wrong filters and channels: look at its two indices of w. It is right only where there are as
# many filters as channels.
# loses: conv_formulas_public, conv_formulas_input
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    flat = w.reshape(-1, *w.shape[2:])
    dx = sum(convolve_full(flat[g * w.shape[0] % len(flat) + c], dout[n, g]) for g in range(w.shape[0]))
    dw = sum(filter_valid(x[m, c], dout[m, f]) for m in range(x.shape[0]))
    return dx, dw
