# Only the scores of the last batch are returned, which is right only when a single batch holds all images.
# loses: scores_public, scores_sizes, scores_mode, scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        for part in X.split(batch_size):
            scores = model(part)
    model.train(training)
    return scores
