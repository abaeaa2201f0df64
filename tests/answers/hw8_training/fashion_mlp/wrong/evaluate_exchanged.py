# The two results are exchanged: the loss comes first, then the accuracy.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return float((scores.argmax(dim=1) == y).double().mean()), float(nn.functional.cross_entropy(scores, y))
