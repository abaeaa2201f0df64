# The model of the last size is returned, whatever its accuracy.
# loses: training_chosen, training_best_epoch
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    results = {}
    for h in hidden_dims:
        best_model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(best_model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
    return best_model, results
