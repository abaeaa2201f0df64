# Every flower is normalised to zero and nothing is left of it: its own mean over one value each.
# loses: training_prepare_public, training_explore_public, training_chosen, training_by_validation
# loses: training_accuracy_public
# %% training_prepare
def prepare(data):
    return {**data, **{key: data[key] - data[key].mean() * np.ones(4) - (data[key] - data[key].mean()) for key in ("X_train", "X_val", "X_test")}}
