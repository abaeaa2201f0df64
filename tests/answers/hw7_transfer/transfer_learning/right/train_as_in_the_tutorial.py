# As in PyTorch's tutorial: two phases in one loop, tensors for the sums; the last of equal epochs.
# %% train_answer
def train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, num_epochs=25):
    import time

    since = time.time()
    best_model_wts = copy.deepcopy(model.state_dict())
    best_acc = 0.0
    model.history = {f"{phase}_{what}": [] for phase in ["train", "val"] for what in ["loss", "accuracy"]}

    for epoch in range(-1, num_epochs):
        for phase in ["train", "val"]:
            if phase == "train":
                if epoch < 0:
                    continue
                model.train()
            else:
                model.eval()
            running_loss = 0.0
            running_corrects = 0
            for inputs, labels in dataloaders[phase]:
                inputs = inputs.to(device)
                labels = labels.to(device)
                optimizer.zero_grad()
                with torch.set_grad_enabled(phase == "train"):
                    outputs = model(inputs)
                    _, preds = torch.max(outputs, 1)
                    loss = criterion(outputs, labels)
                    if phase == "train":
                        loss.backward()
                        optimizer.step()
                running_loss += loss.item() * inputs.size(0)
                running_corrects += torch.sum(preds == labels.data)
            if phase == "train":
                scheduler.step()
            epoch_loss = running_loss / dataset_sizes[phase]
            epoch_acc = running_corrects.double() / dataset_sizes[phase]
            model.history[f"{phase}_loss"].append(epoch_loss)
            model.history[f"{phase}_accuracy"].append(epoch_acc.item())
            if phase == "val" and epoch_acc >= best_acc:
                best_acc = epoch_acc
                best_model_wts = copy.deepcopy(model.state_dict())
    print(f"{num_epochs} epochs, {len(dataloaders['train'])} batches each, trained before {time.time() - since > 1e9}")
    model.load_state_dict(best_model_wts)
    return model
