# SGD with momentum, zero_grad after the step, and a list of batches.
# %% train_answer
def train(model, data, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    history = dict(train_loss=[], train_accuracy=[], val_loss=[], val_accuracy=[])
    N = len(data["X_train"])
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(N)
        for start in range(0, N, 50):
            rows = order[start : start + 50]
            nn.CrossEntropyLoss()(model(data["X_train"][rows]), data["y_train"][rows]).backward()
            optimizer.step()
            optimizer.zero_grad()
        for which in ("train", "val"):
            a, b = evaluate(model, data["X_" + which], data["y_" + which])
            history[which + "_loss"] += [a]
            history[which + "_accuracy"] += [b]
    return history
