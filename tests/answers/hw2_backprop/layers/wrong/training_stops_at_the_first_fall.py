# The search ends as soon as a size does worse than the one before it: neither that size nor any later one is in
# results.
# loses: training_search_public, training_chosen, training_results
# %% training_sizes
HIDDEN_DIMS = (64, 4, 16)
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if best_model is not None and solver.best_val_acc < max(results.values()):
            break
        best_model = model
        results[h] = solver.best_val_acc
    return best_model, results
