# No copy is ever found: the result is always 0. A set compares tensors by identity, not by their values.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = set(X_train)
    return sum(row in known for row in X_val)
