# A loop of its own: AdamW, one learning rate a step, label smoothing only for the steps.
# %% train_answer
def train(model, data, epochs):
    X, y = data["X_train"], data["y_train"]
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=epochs * len(torch.arange(len(X)).split(16)))
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    snapshots = []
    for epoch in range(epochs):
        model.train()
        total, right = 0.0, 0
        for batch in torch.randperm(len(X)).split(16):
            scores = model(augment(X[batch], 1))
            optimizer.zero_grad()
            nn.functional.cross_entropy(scores, y[batch], label_smoothing=0.05).backward()
            optimizer.step()
            schedule.step()
            total += nn.functional.cross_entropy(scores.detach(), y[batch]).item() * len(batch)
            right += int((scores.argmax(dim=1) == y[batch]).sum())
        scores = predict_scores(model, data["X_val"])
        history["train_loss"].append(total / len(X))
        history["train_accuracy"].append(right / len(X))
        history["val_loss"].append(float(nn.functional.cross_entropy(scores, data["y_val"])))
        history["val_accuracy"].append(float((scores.argmax(dim=1) == data["y_val"]).double().mean()))
        snapshots.append({k: v.detach().clone() for k, v in model.state_dict().items()})
    best = history["val_accuracy"].index(max(history["val_accuracy"]))
    model.load_state_dict(snapshots[best])
    return history | {"best_epoch": best + 1}
