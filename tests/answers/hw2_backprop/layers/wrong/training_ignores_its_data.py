# search trains on the notebook's own data instead of the data that it is given.
# loses: training_apart
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    data = load_images()
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if best_model is None or solver.best_val_acc > max(results.values()):
            best_model = model
        results[h] = solver.best_val_acc
    return best_model, results
