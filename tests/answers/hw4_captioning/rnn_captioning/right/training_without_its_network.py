# The network's settings are written out, with larger word vectors; Adam with a smaller beta2.
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], data["train_features"].shape[1], 40, hidden_dim, dtype=np.float64)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, update_rule="adam", optim_config={"learning_rate": 4e-3, "beta2": 0.99},
                              lr_decay=0.8, batch_size=50, verbose=False)
    solver.train()
    return model, solver
