# The network of the last pair is returned, whatever its accuracy.
# loses: training_chosen
# %% training_search
def search(data, filter_sizes, hidden_dims):
    np.random.seed(545)
    best_model, best, results = None, -1, {}
    for f in filter_sizes:
        results[f] = {}
        for h in hidden_dims:
            model = ConvNet(data["X_train"].shape[1:], filter_size=f, hidden_dim=h,
                            num_classes=data["num_classes"], **NETWORK)
            solver = Solver(model, data, verbose=False, **TRAINING)
            solver.train()
            results[f][h] = solver.best_val_acc
            best_model = model
    return best_model, results
