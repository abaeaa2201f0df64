# search tries the sizes in HIDDEN_DIMS instead of those in its argument hidden_dims.
# loses: training_search_public, training_chosen
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, results = None, {}
    for h in HIDDEN_DIMS:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if best_model is None or solver.best_val_acc > max(results.values()):
            best_model = model
        results[h] = solver.best_val_acc
    return best_model, results
