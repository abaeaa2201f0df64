# All models are kept in a dictionary, and the best is looked up at the end; the sizes are a list.
# %% training_sizes
HIDDEN_DIMS = [24, 48, 12]

# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    models, results = {}, {}
    for h in sorted(hidden_dims):
        models[h] = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(models[h], data, verbose=False, **TRAINING)
        solver.train()
        results[h] = solver.best_val_acc
    return [models[max(results, key=results.get)], results]
