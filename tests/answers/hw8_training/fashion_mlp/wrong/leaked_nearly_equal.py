# Images that agree only up to a small tolerance are counted as well; the pixels must be exactly equal.
# loses: leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    return sum(bool(torch.isclose(X_train, row, atol=1e-5).all(dim=1).any()) for row in X_val)
