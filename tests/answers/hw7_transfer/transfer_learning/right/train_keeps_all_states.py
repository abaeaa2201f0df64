# The states of all epochs are kept, and the best one is looked up at the end.
# %% train_answer
def train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, num_epochs=25):
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}
    states = []
    for epoch in range(num_epochs + 1):
        if epoch > 0:
            model.train()
            losses, hits = [], []
            for inputs, labels in dataloaders["train"]:
                optimizer.zero_grad(set_to_none=False)
                scores = model(inputs.to(device))
                loss = criterion(scores, labels.to(device))
                loss.backward()
                optimizer.step()
                losses += [loss.item()] * len(labels)
                hits += (scores.argmax(1).cpu() == labels.cpu()).tolist()
            history["train_loss"].append(np.mean(losses))
            history["train_accuracy"].append(np.mean(hits))
            scheduler.step()
        model.eval()
        losses, hits = [], []
        for inputs, labels in dataloaders["val"]:
            with torch.no_grad():
                scores = model(inputs.to(device))
                losses += [criterion(scores, labels.to(device)).item()] * len(labels)
                hits += (scores.argmax(1).cpu() == labels.cpu()).tolist()
        history["val_loss"].append(np.mean(losses))
        history["val_accuracy"].append(np.mean(hits))
        states.append({name: value.clone() for name, value in model.state_dict().items()})
    model.load_state_dict(states[int(np.argmax(history["val_accuracy"]))])
    model.history = history
    return model
