# Images are taken for the same if the sums of their pixels agree; the pixels must agree one by one.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    known = {round(float(row.sum()), 5) for row in X_train}
    return sum(round(float(row.sum()), 5) in known for row in X_val)
