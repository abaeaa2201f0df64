# All images at once.
# loses: scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return scores
