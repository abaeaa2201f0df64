# A validation image is compared only with the training image of the same index; it must be compared with all of them.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    n = min(len(X_train), len(X_val))
    return int((X_train[:n] == X_val[:n]).all(dim=1).sum())
