# The same network, of the first size, is trained again for every size: its number of hidden units never changes.
# loses: training_chosen, training_accuracy=0.5
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    model = SoftmaxClassifier(data["X_train"].shape[1], hidden_dims[0], data["num_classes"])
    results = {}
    for h in hidden_dims:
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
    return model, results
