# The network is trained on the pictures of the notebook, whatever data train is given.
# loses: training_apart
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, few, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
