# The size with the smallest training loss is chosen.
# loses: training_best_epoch, training_results
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, lowest, results = None, np.inf, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
        if solver.loss_history[-1] < lowest:
            best_model, lowest = model, solver.loss_history[-1]
    return best_model, results
