# The loss is right, but for the accuracy argmax is taken over the images instead of over the classes.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=0)[y % 4] == y).double().mean())
