# search returns the best Solver instead of its model.
# loses: training_search_public, training_chosen, training_apart, training_best_epoch, training_results
# loses: training_accuracy
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if best is None or solver.best_val_acc > best.best_val_acc:
            best = solver
        results[h] = solver.best_val_acc
    return best, results
