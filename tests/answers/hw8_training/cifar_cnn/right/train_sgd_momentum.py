# SGD with momentum, no augmentation, and the best weights as a deep copy.
# %% train_answer
import copy


def train(model, data, epochs):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    history = {k: [] for k in ("train_loss", "train_accuracy", "val_loss", "val_accuracy")}
    best = None
    for epoch in range(epochs):
        loss, accuracy = train_epoch(model, data["X_train"], data["y_train"], optimizer, 32)
        scores = predict_scores(model, data["X_val"], 500)
        val_loss = nn.functional.cross_entropy(scores, data["y_val"]).item()
        val_accuracy = (scores.argmax(1) == data["y_val"]).double().mean().item()
        for k, v in zip(history, (loss, accuracy, val_loss, val_accuracy)):
            history[k].append(v)
        if best is None or val_accuracy > max(history["val_accuracy"][:-1]):
            best = epoch + 1, copy.deepcopy(model.state_dict())
    model.load_state_dict(best[1])
    history["best_epoch"] = best[0]
    return history
