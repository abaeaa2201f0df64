# The history is measured in training mode, where dropout and batch normalisation falsify losses and accuracies.
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
            inputs, labels = data[f"X_{purpose}"], data[f"y_{purpose}"]
            scores = model(inputs).detach()
            loss = nn.functional.cross_entropy(scores, labels).item()
            accuracy = (scores.argmax(1) == labels).double().mean().item()
            history[f"{purpose}_loss"].append(loss)
            history[f"{purpose}_accuracy"].append(accuracy)
    return history
