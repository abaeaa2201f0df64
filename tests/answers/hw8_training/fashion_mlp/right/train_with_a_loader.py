# A DataLoader, AdamW, a schedule of the learning rate and label smoothing.
# %% train_answer
def train(model, data, epochs):
    rows = torch.utils.data.TensorDataset(data["X_train"], data["y_train"])
    loader = torch.utils.data.DataLoader(rows, batch_size=32, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=4e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs + 1)
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    for _ in range(epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad(set_to_none=False)
            nn.functional.cross_entropy(model(images), labels, label_smoothing=0.02).backward()
            optimizer.step()
        schedule.step()
        for k in ("train", "val"):
            loss, accuracy = evaluate(model, data[f"X_{k}"], data[f"y_{k}"])
            history[f"{k}_loss"].append(loss)
            history[f"{k}_accuracy"].append(accuracy)
    return history
