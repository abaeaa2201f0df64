# Y_train comes back in another order, so that the labels no longer belong to the flowers in X_train.
# loses: training_prepare_public, training_accuracy_public
# %% training_prepare
def prepare(data):
    return {**data, "Y_train": np.random.permutation(data["Y_train"])}
