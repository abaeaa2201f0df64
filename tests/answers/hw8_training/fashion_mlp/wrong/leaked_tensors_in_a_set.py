# A set of tensors: they are compared by identity, so that none is ever found.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = set(X_train)
    return sum(row in known for row in X_val)
