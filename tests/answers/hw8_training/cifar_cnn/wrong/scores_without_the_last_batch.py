# The scores of a last, smaller batch are missing. This is right only when all batches are full.
# loses: scores_public, scores_sizes, scores_mode, scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size) if len(part) == batch_size])
    model.train(training)
    return scores
