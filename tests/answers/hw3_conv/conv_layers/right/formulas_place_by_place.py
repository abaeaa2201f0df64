# The formulas without the functions of part 1: each output stamps the filter, and adds its part of the image.
# %% conv_formulas
def conv_formulas(x, w, dout, n, c, f):
    h, k = w.shape[2:]
    dx, dw = np.zeros(x.shape[2:]), np.zeros((h, k))
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            for g in range(w.shape[0]):
                dx[i:i + h, j:j + k] += w[g, c] * dout[n, g, i, j]
            for m in range(x.shape[0]):
                dw += x[m, c, i:i + h, j:j + k] * dout[m, f, i, j]
    return dx, dw
