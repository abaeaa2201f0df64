# Gradients are never cleared: each step follows the sum of the gradients of all batches so far.
# loses: train_history_public, train_steps, train_best, train_state, train_history
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
                loss.backward()
                optimizer.step()
            total_loss += loss.item() * len(labels)
            right += int((scores.argmax(dim=1) == labels).sum())
        history[f"{phase}_loss"].append(total_loss / dataset_sizes[phase])
        history[f"{phase}_accuracy"].append(right / dataset_sizes[phase])

    one_pass("val")
    best, best_state = history["val_accuracy"][0], copy.deepcopy(model.state_dict())
    for _ in range(num_epochs):
        one_pass("train")
        scheduler.step()
        one_pass("val")
        if history["val_accuracy"][-1] > best:
            best, best_state = history["val_accuracy"][-1], copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    model.history = history
    return model
