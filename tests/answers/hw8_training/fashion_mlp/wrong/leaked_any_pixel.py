# Two images are taken for the same as soon as one of their pixels agrees; all pixels must agree.
# loses: leaked_public, leaked_fresh
# %% leaked_answer
def leaked(X_train, X_val):
    return sum(bool((X_train == row).any()) for row in X_val)
