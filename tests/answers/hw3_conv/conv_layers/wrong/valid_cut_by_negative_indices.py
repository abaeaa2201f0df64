# The middle of the full convolution, cut out by full[h - 1 : -(h - 1)]: nothing is left where h is 1.
# loses: conv2d_edge
# %% conv2d_valid
def convolve_valid(a, b):
    (ha, wa), (hb, wb) = a.shape, b.shape
    full = np.zeros((ha + hb - 1, wa + wb - 1))
    for p in range(hb):
        for q in range(wb):
            full[p:p + ha, q:q + wa] += b[p, q] * a
    return full[hb - 1:-(hb - 1), wb - 1:-(wb - 1)]
