# The networks are also trained on the validation images, so that their validation accuracies are too good to choose by.
# loses: training_apart
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    everything = dict(data)
    everything["X_train"] = np.concatenate([data["X_train"], data["X_val"]])
    everything["y_train"] = np.concatenate([data["y_train"], data["y_val"]])
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, everything, verbose=False, **TRAINING)
        solver.train()
        if best_model is None or solver.best_val_acc > max(results.values()):
            best_model = model
        results[h] = solver.best_val_acc
    return best_model, results
