# The gradient by the scores: the softmax is a part of it.
# loses: loss_formula_public, loss_formula_batch, loss_formula_single
# %% loss_formula
def cross_entropy_gradient(Y, Y_hat, i, j):
    return (Y_hat[i, j] - Y[i, j]) / len(Y)
