# results is a list of accuracies. A dictionary from size to accuracy is asked for.
# loses: training_search_public, training_chosen, training_best_epoch, training_results
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, accuracies = None, []
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if not accuracies or solver.best_val_acc > max(accuracies):
            best_model = model
        accuracies.append(solver.best_val_acc)
    return best_model, accuracies
