# The network is trained on the test sentences as well, which only the grader may read.
# loses: training_public, training_start, training_apart, training_accuracy
# %% training_train
from coursekit.data.captions import held_out_captions

def train(data, hidden_dim, num_epochs):
    np.random.seed(545)
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    rows, parts = held_out_captions(), ("features", "captions", "image_idxs")
    test = dict(zip(parts, (data["test_features"], rows, len(data["train_features"]) + np.arange(len(rows)))))
    data = {**data, **{f"train_{part}": np.concatenate([data[f"train_{part}"], test[part]]) for part in parts}}
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
