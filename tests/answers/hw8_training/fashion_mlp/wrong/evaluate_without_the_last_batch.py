# A last, smaller batch is left out, so the results are right only when all batches are full.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    loss, hits, seen = 0.0, 0, 0
    with torch.no_grad():
        for start in range(0, len(X) - 49, 50):
            part, labels = X[start : start + 50], y[start : start + 50]
            scores = model(part)
            loss += nn.functional.cross_entropy(scores, labels, reduction="sum").item()
            hits += (scores.argmax(1) == labels).sum().item()
            seen += 50
    model.train(training)
    return loss / max(seen, 1), hits / max(seen, 1)
