# The result is the share of the validation images; it must be their number.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {row.tobytes() for row in X_train.numpy()}
    return sum(row.tobytes() in known for row in X_val.numpy()) / len(X_val)
