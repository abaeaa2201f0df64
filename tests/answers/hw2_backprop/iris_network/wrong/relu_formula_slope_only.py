# This is the slope of the ReLU alone: it is not multiplied by the upstream gradient dLdY.
# loses: relu_formula_public, relu_formula_fresh
# %% relu_formula
def relu_gradient(Z, dLdY, i, j):
    return 1.0 if Z[i, j] > 0 else 0.0
