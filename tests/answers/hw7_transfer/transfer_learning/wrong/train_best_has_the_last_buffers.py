# Only the parameters of the best state come back. The running means and variances of batch normalisation are still
# those of the last epoch.
# loses: train_state
# %% train_answer
def train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, num_epochs=25):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}

    def one_pass(phase):
        model.train(phase == "train")
        total_loss, right = 0.0, 0
        for inputs, labels in dataloaders[phase]:
            inputs, labels = inputs.to(device), labels.to(device)
            with torch.set_grad_enabled(phase == "train"):
                scores = model(inputs)
                loss = criterion(scores, labels)
            if phase == "train":
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total_loss += loss.item() * len(labels)
            right += int((scores.argmax(dim=1) == labels).sum())
        history[f"{phase}_loss"].append(total_loss / dataset_sizes[phase])
        history[f"{phase}_accuracy"].append(right / dataset_sizes[phase])

    one_pass("val")
    best, best_state = history["val_accuracy"][0], {name: value.detach().clone() for name, value in model.named_parameters()}
    for _ in range(num_epochs):
        one_pass("train")
        scheduler.step()
        one_pass("val")
        if history["val_accuracy"][-1] > best:
            best, best_state = history["val_accuracy"][-1], {name: value.detach().clone() for name, value in model.named_parameters()}
    model.load_state_dict(best_state, strict=False)
    model.history = history
    return model
