# The best state is written into memory, the scheduler steps before the epoch, and a copy of the model is returned.
# %% train_answer
import io


def evaluated(device, batches, size, model, criterion):
    model.eval()
    with torch.inference_mode():
        outputs = [(model(X.to(device)), y.to(device)) for X, y in batches]
        loss = sum(float(criterion(scores, y)) * len(y) for scores, y in outputs) / size
        accuracy = sum(float((scores.max(1)[1] == y).sum()) for scores, y in outputs) / size
    return loss, accuracy


def train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, num_epochs=25):
    def save():
        file = io.BytesIO()
        torch.save(model.state_dict(), file)
        return file

    losses, accuracies, train_losses, train_accuracies = [], [], [], []
    loss, accuracy = evaluated(device, dataloaders["val"], dataset_sizes["val"], model, criterion)
    losses.append(loss), accuracies.append(accuracy)
    kept = save()
    for epoch in range(num_epochs):
        model.train()
        scheduler.step()
        loss_sum = hits = 0
        for X, y in dataloaders["train"]:
            X, y = X.to(device), y.to(device)
            scores = model(X)
            loss = criterion(scores, y)
            model.zero_grad()
            loss.backward()
            optimizer.step()
            loss_sum += float(loss.detach()) * X.shape[0]
            hits += int((scores.argmax(1) == y).sum())
        train_losses.append(loss_sum / dataset_sizes["train"])
        train_accuracies.append(hits / dataset_sizes["train"])
        loss, accuracy = evaluated(device, dataloaders["val"], dataset_sizes["val"], model, criterion)
        if accuracy > max(accuracies):
            kept = save()
        losses.append(loss), accuracies.append(accuracy)
    kept.seek(0)
    best = copy.deepcopy(model)
    best.load_state_dict(torch.load(kept))
    best.history = dict(train_loss=train_losses, train_accuracy=train_accuracies, val_loss=losses, val_accuracy=accuracies)
    return best
