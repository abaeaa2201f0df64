# The gradient of the bias comes from example r alone: the sum over the batch is missing.
# loses: fc_formula_public, fc_formula_bias
# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    m, k = dLdZ.shape
    dW_ij = sum(X[q, i] * dLdZ[q, j] for q in range(m))
    db_j = dLdZ[r, j]
    dX_ri = sum(dLdZ[r, s] * W[i, s] for s in range(k))
    return dW_ij, db_j, dX_ri
