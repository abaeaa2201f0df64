# The model is always left in training mode; it must be left in the mode in which it came.
# loses: evaluate_mode
# %% evaluate_answer
def evaluate(model, X, y):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train()
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())
