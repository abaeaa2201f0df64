# Equal validation images are counted only once; two equal ones are two.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    return len({row.tobytes() for row in X_train.numpy()} & {row.tobytes() for row in X_val.numpy()})
