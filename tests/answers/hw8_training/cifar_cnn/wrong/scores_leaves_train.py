# The model is always left in training mode; it must be left in the mode in which it came.
# loses: scores_mode
# %% scores_answer
def predict_scores(model, X, batch_size=250):
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size)])
    model.train()
    return scores
