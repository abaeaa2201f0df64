# The scores are computed in training mode: dropout is on, and batch normalisation learns from the images.
# loses: scores_public, scores_sizes, scores_mode
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.train()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size)])
    model.train(training)
    return scores
