# The model is trained in the mode in which it comes; it must be trained in training mode even if it comes in evaluation
# mode.
# loses: epoch_mode
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    total = right = 0.0
    for batch in torch.randperm(len(X)).split(batch_size):
        images = X[batch] if change is None else change(X[batch])
        scores = model(images)
        loss = nn.functional.cross_entropy(scores, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        right += int((scores.argmax(dim=1) == y[batch]).sum())
    return total / len(X), right / len(X)
