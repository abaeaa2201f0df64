# The accuracies in results are in percent. Numbers from 0 to 1 are asked for.
# loses: training_search_public, training_best_epoch, training_results
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        accuracy = 100 * solver.best_val_acc
        if best_model is None or accuracy > max(results.values()):
            best_model = model
        results[h] = accuracy
    return best_model, results
