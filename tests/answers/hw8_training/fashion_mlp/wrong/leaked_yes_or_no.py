# The result says whether there is any leak; it must say how many validation images are affected.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {row.tobytes() for row in X_train.numpy()}
    return any(row.tobytes() in known for row in X_val.numpy())
