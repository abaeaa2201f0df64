# Dropout is on while it measures.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    with torch.no_grad():
        scores = model(X)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())
