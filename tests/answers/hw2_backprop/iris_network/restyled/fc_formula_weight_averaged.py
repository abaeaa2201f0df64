# For W the mean over the examples is taken, though every example adds its own part.
# loses: fc_formula_public, fc_formula_weight
# %% fc_formula
def fc_gradients(X, W, dLdZ, r, i, j):
    by_example = [X[row][i] * dLdZ[row][j] for row in range(X.shape[0])]
    by_weight = np.mean(by_example)
    by_bias = dLdZ[:, j].sum()
    by_input = 0.0
    for out in range(W.shape[1]):
        by_input += W[i, out] * dLdZ[r, out]
    return by_weight, by_bias, by_input
