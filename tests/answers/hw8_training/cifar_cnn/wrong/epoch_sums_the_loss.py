# The steps follow the gradient of the loss summed over the batch; it must be that of the mean. The returned loss and
# accuracy are computed correctly.
# loses: epoch_steps
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    model.train()
    total = right = 0.0
    for batch in torch.randperm(len(X)).split(batch_size):
        images = X[batch] if change is None else change(X[batch])
        scores = model(images)
        loss = nn.functional.cross_entropy(scores, y[batch], reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        right += int((scores.argmax(dim=1) == y[batch]).sum())
    return total / len(X), right / len(X)
