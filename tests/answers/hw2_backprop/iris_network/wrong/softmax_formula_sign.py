# Every entry of the Jacobian has the wrong sign.
# loses: softmax_formula_public, softmax_formula_fresh
# %% softmax_formula
def softmax_jacobian(s):
    p = np.exp(s) / np.exp(s).sum()
    return np.outer(p, p) - np.diag(p)
