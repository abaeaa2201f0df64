# results holds the accuracies after the last epoch, but the models have the parameters of their best epoch.
# loses: training_best_epoch
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, best, results = None, -1, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.val_acc_history[-1]
        if results[h] > best:
            best_model, best = model, results[h]
    return best_model, results
