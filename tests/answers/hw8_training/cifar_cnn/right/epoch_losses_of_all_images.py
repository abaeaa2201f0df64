# Keeps the loss of each image, and averages at the end.
# %% epoch_answer
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    model.train(True)
    order = np.random.permutation(len(X))
    losses, right = [], []
    for start in range(0, len(X), batch_size):
        batch = torch.from_numpy(order[start : start + batch_size])
        images, labels = X[batch], y[batch]
        scores = model(images if change is None else change(images))
        each = nn.functional.cross_entropy(scores, labels, reduction="none")
        optimizer.zero_grad()
        each.mean().backward()
        optimizer.step()
        losses.append(each.detach())
        right.append((scores.argmax(dim=1) == labels).double())
    return torch.cat(losses).mean().item(), torch.cat(right).mean().item()
