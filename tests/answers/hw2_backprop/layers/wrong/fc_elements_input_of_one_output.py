# dL/dX[n, i] comes from output j alone: the sum over all outputs that this input feeds is missing.
# loses: fc_elements_public, fc_elements_input
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    dw_ij = sum(x[k, i] * dout[k, j] for k in range(len(x)))
    db_j = sum(dout[k, j] for k in range(len(x)))
    dx_ni = dout[n, j] * w[i, j]
    return dw_ij, db_j, dx_ni
