# The networks are trained with the Solver's own default settings: those in TRAINING are not passed on.
# loses: training_search_public, training_chosen, training_apart, training_results, training_accuracy
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False)
        solver.train()
        if best_model is None or solver.best_val_acc > max(results.values()):
            best_model = model
        results[h] = solver.best_val_acc
    return best_model, results
