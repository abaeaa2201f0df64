# The gradients are never reset to zero, so each step also follows those of all steps before.
# loses: train_gradient
# %% train_answer
def train(model, data, epochs):
    X, y = data["X_train"], data["y_train"]
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    history = {key: [] for key in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(X)).split(64):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            loss.backward()
            optimizer.step()
        for purpose in ("train", "val"):
            loss, accuracy = evaluate(model, data[f"X_{purpose}"], data[f"y_{purpose}"])
            history[f"{purpose}_loss"].append(loss)
            history[f"{purpose}_accuracy"].append(accuracy)
    return history
