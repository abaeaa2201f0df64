# The orthogonal matrix comes from a singular value decomposition; other settings, verbose.
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = np.linalg.svd(model.params["Wh"])[0]
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **{**TRAINING, "verbose": True, "print_every": 5, "batch_size": 40})
    solver.train()
    return model, solver
