# The function changes the images that it gets: their mean is subtracted in place, which changes the scores as well.
# loses: scores_public, scores_sizes, scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    X -= X.mean()
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size)])
    model.train(training)
    return scores
