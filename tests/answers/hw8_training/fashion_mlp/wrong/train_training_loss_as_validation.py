# val_loss and val_accuracy are measured on the training images; they must be measured on the validation images.
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
            loss, accuracy = evaluate(model, X, y)
            history[f"{purpose}_loss"].append(loss)
            history[f"{purpose}_accuracy"].append(accuracy)
    return history
