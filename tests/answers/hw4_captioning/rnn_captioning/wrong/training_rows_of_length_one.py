# Wh starts with random rows of length 1, which are not orthogonal.
# loses: training_start
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = model.params["Wh"] / np.linalg.norm(model.params["Wh"], axis=1, keepdims=True)
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
