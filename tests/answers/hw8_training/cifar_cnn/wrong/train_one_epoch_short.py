# The lists of the history are one entry short: the first epoch is missing.
# loses: train_public, train_best, train_apart
# %% train_answer
def train(model, data, epochs):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    history = {f"{purpose}_{what}": [] for purpose in ("train", "val") for what in ("loss", "accuracy")}
    best = -1.0
    for epoch in range(1, epochs + 1):
        loss, accuracy = train_epoch(model, data["X_train"], data["y_train"], optimizer, 64, augment)
        scores, y = predict_scores(model, data["X_val"]), data["y_val"]
        val_loss = float(nn.functional.cross_entropy(scores, y))
        val_accuracy = float((scores.argmax(dim=1) == y).double().mean())
        for name, value in zip(history, (loss, accuracy, val_loss, val_accuracy)):
            history[name].append(value)
        if val_accuracy > best:
            best, best_epoch = val_accuracy, epoch
            weights = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(weights)
    history = {name: values[1:] for name, values in history.items()}
    return {**history, "best_epoch": best_epoch}
