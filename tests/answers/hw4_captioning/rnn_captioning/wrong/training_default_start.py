# Wh starts as the class draws it: no orthogonal matrix is put into the network.
# loses: training_start
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
