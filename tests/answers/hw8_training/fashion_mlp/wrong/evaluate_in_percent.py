# The accuracy is in percent; it must be a share from 0 to 1.
# loses: evaluate_public, evaluate_sizes
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return float(nn.functional.cross_entropy(scores, y)), 100 * float((scores.argmax(dim=1) == y).double().mean())
