# The wrong side is counted: the training images that are also in validation, not the validation images that are also in
# training.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {row.tobytes() for row in X_val.numpy()}
    return sum(row.tobytes() in known for row in X_train.numpy())
