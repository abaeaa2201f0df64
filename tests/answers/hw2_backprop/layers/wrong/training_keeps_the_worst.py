# The model with the lowest validation accuracy is chosen: the comparison is the wrong way round.
# loses: training_chosen, training_best_epoch, training_results, training_accuracy=0.5
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, best_acc, results = None, 1.0, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
        if solver.best_val_acc < best_acc:
            best_model, best_acc = model, solver.best_val_acc
    return best_model, results
