# The gradient of the weight is averaged over the batch instead of summed: right only for a batch of one example.
# loses: fc_formula_public, fc_formula_weight
# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    m, k = dLdZ.shape
    dW_ij = sum(X[q, i] * dLdZ[q, j] for q in range(m)) / m
    db_j = sum(dLdZ[q, j] for q in range(m))
    dX_ri = sum(dLdZ[r, s] * W[i, s] for s in range(k))
    return dW_ij, db_j, dX_ri
