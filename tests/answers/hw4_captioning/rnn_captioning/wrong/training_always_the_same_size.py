# hidden_dim is ignored: the network always has a state of 96 numbers.
# loses: training_start
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=96, **NETWORK)
    model.params["Wh"] = recurrent_starts(96)["orthogonal"].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
