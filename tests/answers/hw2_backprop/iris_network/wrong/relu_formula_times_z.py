# The upstream gradient is multiplied by max(0, z) itself instead of its derivative.
# loses: relu_formula_public, relu_formula_fresh
# %% relu_formula
def relu_gradient(Z, dLdY, i, j):
    return dLdY[i, j] * max(0, Z[i, j])
