# The history is not measured: its numbers depend on `epochs` alone, and are the same for training and validation.
# loses: train_public, train_history
# %% train_answer
def train(model, data, epochs):
    X, y = data["X_train"], data["y_train"]
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(X)).split(64):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    falling = [1.5 * 0.8 ** k for k in range(epochs)]
    rising = [1 - 0.3 * 0.8 ** k for k in range(epochs)]
    return {"train_loss": falling, "val_loss": falling, "train_accuracy": rising, "val_accuracy": rising}
