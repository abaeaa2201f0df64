# The result has the predicted classes; it must have the scores of all classes.
# loses: scores_public, scores_sizes, scores_mode, scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size)])
    model.train(training)
    return scores.argmax(dim=1)
