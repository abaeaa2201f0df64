# Each copy in training counts again.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    return int((X_train[:, None] == X_val[None]).all(dim=2).sum())
