# The model is chosen by its accuracy on the training images instead of the validation images.
# loses: training_best_epoch
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, best_acc, results = None, -1, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
        if max(solver.train_acc_history) > best_acc:
            best_model, best_acc = model, max(solver.train_acc_history)
    return best_model, results
