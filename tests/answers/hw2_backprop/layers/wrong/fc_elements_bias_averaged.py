# dL/db[j] is averaged over the batch instead of summed: right only for a batch of one example.
# loses: fc_elements_public, fc_elements_bias
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    dw_ij = np.sum(x[:, i] * dout[:, j])
    db_j = np.mean(dout[:, j])
    dx_ni = np.sum(dout[n, :] * w[i, :])
    return dw_ij, db_j, dx_ni
