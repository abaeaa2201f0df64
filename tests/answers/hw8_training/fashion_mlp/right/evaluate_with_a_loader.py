# A DataLoader and a TensorDataset.
# %% evaluate_answer
def evaluate(model, X, y):
    loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, y), batch_size=200)
    was, total, right = model.training, 0.0, 0
    model.eval()
    with torch.no_grad():
        for images, labels in loader:
            out = model(images)
            total += nn.CrossEntropyLoss()(out, labels).item() * len(labels)
            right += int((out.max(1)[1] == labels).sum())
    model.train(was)
    return total / len(y), right / len(y)
