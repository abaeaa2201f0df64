# The network is trained on the validation sentences as well.
# loses: training_apart
# %% training_train
def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    more = {"train_features": np.concatenate([data["train_features"], data["val_features"]]),
            "train_captions": np.concatenate([data["train_captions"], data["val_captions"]]),
            "train_image_idxs": np.concatenate([data["train_image_idxs"],
                                                data["val_image_idxs"] + len(data["train_features"])])}
    data = {**data, **more}
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
