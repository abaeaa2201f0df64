# The derivative of max(0, z) taken for max(0, z) itself.
# loses: relu_formula_public, relu_formula_fresh
# %% relu_formula
def relu_gradient(Z, dLdY, i, j):
    return dLdY[i, j] * max(0, Z[i, j])
