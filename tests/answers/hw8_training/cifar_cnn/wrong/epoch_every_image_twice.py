# Every image is seen twice in one epoch; it must be seen once.
# loses: epoch_public, epoch_steps, epoch_batches, epoch_mode, epoch_change
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    model.train()
    total = right = 0.0
    for batch in torch.cat([torch.randperm(len(X)), torch.randperm(len(X))]).split(batch_size):
        images = X[batch] if change is None else change(X[batch])
        scores = model(images)
        loss = nn.functional.cross_entropy(scores, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        right += int((scores.argmax(dim=1) == y[batch]).sum())
    return total / len(X) / 2, right / len(X) / 2
