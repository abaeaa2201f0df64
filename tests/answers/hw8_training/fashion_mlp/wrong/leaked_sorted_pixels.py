# Images are taken for the same if they have the same pixels in any order; the pixels must also be at the same places.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {tuple(row.sort().values.tolist()) for row in X_train}
    return sum(tuple(row.sort().values.tolist()) in known for row in X_val)
