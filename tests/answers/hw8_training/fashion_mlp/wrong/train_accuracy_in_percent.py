# The accuracies in the history are in percent; they must be shares from 0 to 1.
# loses: train_public, train_history
# %% train_answer
def train(model, data, epochs):
    X, y = data["X_train"], data["y_train"]
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    history = {key: [] for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(X)).split(64):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for purpose in ("train", "val"):
            loss, accuracy = evaluate(model, data[f"X_{purpose}"], data[f"y_{purpose}"])
            history[f"{purpose}_loss"].append(loss)
            history[f"{purpose}_accuracy"].append(100 * accuracy)
    return history
