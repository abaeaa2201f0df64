# A DataLoader, and gradients set to None.
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=batch_size, shuffle=True)
    model.train()
    loss_sum, correct = 0.0, 0
    for images, labels in loader:
        if change:
            images = change(images)
        optimizer.zero_grad(set_to_none=True)
        scores = model(images)
        loss = nn.CrossEntropyLoss()(scores, labels)
        loss.backward()
        optimizer.step()
        loss_sum += float(loss) * len(images)
        correct += int((scores.detach().argmax(1) == labels).sum())
    return [loss_sum / len(X), correct / len(X)]
