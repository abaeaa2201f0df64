# The gradients are never reset to zero, so each step also follows those of all steps before.
# loses: epoch_steps
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    model.train()
    total = right = 0.0
    for batch in torch.randperm(len(X)).split(batch_size):
        images = X[batch] if change is None else change(X[batch])
        scores = model(images)
        loss = nn.functional.cross_entropy(scores, y[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        right += int((scores.argmax(dim=1) == y[batch]).sum())
    return total / len(X), right / len(X)
