# The three gradients are right, but in the wrong order: that of X comes first, where that of W is asked for.
# loses: fc_formula_public, fc_formula_weight, fc_formula_bias, fc_formula_input
# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    m, k = dLdZ.shape
    dW_ij = sum(X[q, i] * dLdZ[q, j] for q in range(m))
    db_j = sum(dLdZ[q, j] for q in range(m))
    dX_ri = sum(dLdZ[r, s] * W[i, s] for s in range(k))
    return dX_ri, dW_ij, db_j
