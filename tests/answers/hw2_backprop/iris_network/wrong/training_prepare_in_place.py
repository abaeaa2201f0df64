# The caller's own measurements are standardised in place. data should stay as it is.
# loses: training_prepare_public
# %% training_prepare
def prepare(data):
    mean, spread = data["X_train"].mean(axis=0), data["X_train"].std(axis=0)
    for key in ("X_train", "X_val", "X_test"):
        data[key] -= mean
        data[key] /= spread
    return data
