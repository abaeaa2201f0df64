# results holds the accuracies on the training images, and the model is chosen by them. Those on the validation images
# are asked for.
# loses: training_best_epoch, training_results
# %% training_search
def search(data, hidden_dims):
    np.random.seed(545)
    best_model, results = None, {}
    for h in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], h, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        accuracy = solver.check_accuracy(data["X_train"], data["y_train"])
        if best_model is None or accuracy > max(results.values()):
            best_model = model
        results[h] = accuracy
    return best_model, results
