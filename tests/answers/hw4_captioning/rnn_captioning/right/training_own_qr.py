# The orthogonal matrix comes from a QR decomposition of its own.
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = np.linalg.qr(np.random.randn(hidden_dim, hidden_dim))[0].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
