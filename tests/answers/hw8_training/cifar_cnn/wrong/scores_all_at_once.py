# The model gets all images at once; it must get at most batch_size at a time.
# loses: scores_batches
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return scores
