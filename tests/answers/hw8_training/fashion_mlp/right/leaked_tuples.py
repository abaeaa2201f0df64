# Tuples of floats as keys.
# %% leaked_answer
def leaked(X_train, X_val):
    known = set(map(tuple, X_train.tolist()))
    return len([1 for row in X_val.tolist() if tuple(row) in known])
