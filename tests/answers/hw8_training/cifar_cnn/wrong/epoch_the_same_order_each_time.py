# Every epoch has the same order; each must be shuffled anew. A seed that is set inside the function repeats the order.
# loses: epoch_batches
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    model.train()
    torch.manual_seed(0)
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
