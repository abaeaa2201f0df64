# dL/dW[i, j] comes from example n alone: the sum over the batch is missing.
# loses: fc_elements_public, fc_elements_weight
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    dw_ij = x[n, i] * dout[n, j]
    db_j = dout[:, j].sum()
    dx_ni = dout[n] @ w[i]
    return dw_ij, db_j, dx_ni
