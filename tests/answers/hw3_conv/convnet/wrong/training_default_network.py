# The networks are made without the settings in NETWORK. From such small starting weights, nothing is learnt in so few
# epochs.
# loses: training_search_public, training_chosen, training_apart, training_results, training_accuracy
# %% training_search
def search(data, filter_sizes, hidden_dims):
    np.random.seed(545)
    best_model, best, results = None, -1, {}
    for f in filter_sizes:
        results[f] = {}
        for h in hidden_dims:
            model = ConvNet(data["X_train"].shape[1:], filter_size=f, hidden_dim=h,
                            num_classes=data["num_classes"])
            solver = Solver(model, data, verbose=False, **TRAINING)
            solver.train()
            results[f][h] = solver.best_val_acc
            if solver.best_val_acc > best:
                best_model, best = model, solver.best_val_acc
    return best_model, results
