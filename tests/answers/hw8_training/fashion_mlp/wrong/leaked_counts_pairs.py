# A validation image with several copies in training is counted once for each of them; it must be counted once.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    return int((X_train[:, None] == X_val[None]).all(dim=2).sum())
