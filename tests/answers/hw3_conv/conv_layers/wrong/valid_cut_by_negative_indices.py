# The result is empty where the kernel has only one row or only one column: look at how the result is cut out.
# loses: conv2d_edge
# %% conv2d_valid
def convolve_valid(a, b):
    (ha, wa), (hb, wb) = a.shape, b.shape
    full = np.zeros((ha + hb - 1, wa + wb - 1))
    for p in range(hb):
        for q in range(wb):
            full[p:p + ha, q:q + wa] += b[p, q] * a
    return full[hb - 1:-(hb - 1), wb - 1:-(wb - 1)]
