# The pixels are compared in order of size, not by place.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {tuple(row.sort().values.tolist()) for row in X_train}
    return sum(tuple(row.sort().values.tolist()) in known for row in X_val)
