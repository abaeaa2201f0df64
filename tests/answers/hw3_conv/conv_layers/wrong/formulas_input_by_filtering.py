# In dL/dX, the filter slides over the padded upstream gradient without being turned by 180 degrees.
# loses: conv_formulas_public, conv_formulas_input
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    h, k = w.shape[2:]
    dx = 0
    for g in range(w.shape[0]):
        padded = np.pad(dout[n, g], ((h - 1, h - 1), (k - 1, k - 1)))
        dx = dx + filter_valid(padded, w[g, c])
    dw = 0
    for m in range(x.shape[0]):
        dw = dw + filter_valid(x[m, c], dout[m, f])
    return dx, dw
