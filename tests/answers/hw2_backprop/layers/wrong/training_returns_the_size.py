# search returns the best size instead of the model that has it.
# loses: training_search_public, training_chosen, training_apart, training_best_epoch, training_results
# loses: training_accuracy
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    results = {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
    return max(results, key=results.get), results
