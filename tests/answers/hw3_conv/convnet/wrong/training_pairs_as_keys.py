# The keys of results are pairs of sizes. It should be a dictionary of dictionaries.
# loses: training_search_public, training_chosen, training_results
# %% training_search
def search(data, filter_sizes, hidden_dims):
    np.random.seed(545)
    best_model, best, results = None, -1, {}
    for f in filter_sizes:
        for h in hidden_dims:
            model = ConvNet(data["X_train"].shape[1:], filter_size=f, hidden_dim=h,
                            num_classes=data["num_classes"], **NETWORK)
            solver = Solver(model, data, verbose=False, **TRAINING)
            solver.train()
            results[f, h] = solver.best_val_acc
            if solver.best_val_acc > best:
                best_model, best = model, solver.best_val_acc
    return best_model, results
