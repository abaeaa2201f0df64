# Whether there is a leak, not how large it is.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {row.tobytes() for row in X_train.numpy()}
    return any(row.tobytes() in known for row in X_val.numpy())
