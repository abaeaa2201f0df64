# Each size is trained from two starting points, and the better one counts; a network that is good enough ends its tries.
# %% training_sizes
HIDDEN_DIMS = (8, 20, 50)

# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, best_acc, results = None, 0.0, {}
    for h in hidden_dims:
        results[h] = 0.0
        for attempt in range(2):
            model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
            solver = Solver(model, data, verbose=False, **TRAINING)
            solver.train()
            results[h] = max(results[h], solver.best_val_acc)
            if solver.best_val_acc >= best_acc:
                best_model, best_acc = model, solver.best_val_acc
            if solver.best_val_acc > 0.95:
                break
    return best_model, results
