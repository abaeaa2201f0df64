# All measurements become 0, so that nothing is left to tell the flowers apart by.
# loses: training_prepare_public, training_accuracy_public
# %% training_prepare
def prepare(data):
    return {**data, **{key: data[key] - data[key].mean() * np.ones(4) - (data[key] - data[key].mean()) for key in ("X_train", "X_val", "X_test")}}
