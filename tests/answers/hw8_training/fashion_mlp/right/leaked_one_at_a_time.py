# Each validation image against all training images.
# %% leaked_answer
def leaked(X_train, X_val):
    found = 0
    for image in X_val:
        if (X_train == image).all(dim=1).any():
            found += 1
    return found
