# The network is never trained: its solver is made, but not started.
# loses: training_public, training_apart, training_accuracy
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    return model, solver
