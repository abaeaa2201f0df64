# The softmax is applied twice: once to the scores, and again inside the cross-entropy. The accuracy is right.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X).softmax(dim=1)
    model.train(training)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())
