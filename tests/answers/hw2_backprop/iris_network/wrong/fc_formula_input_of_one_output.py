# The gradient of the input comes from output j alone: the sum over the outputs is missing.
# loses: fc_formula_public, fc_formula_input
# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    m, k = dLdZ.shape
    dW_ij = sum(X[q, i] * dLdZ[q, j] for q in range(m))
    db_j = sum(dLdZ[q, j] for q in range(m))
    dX_ri = dLdZ[r, j] * W[i, j]
    return dW_ij, db_j, dX_ri
