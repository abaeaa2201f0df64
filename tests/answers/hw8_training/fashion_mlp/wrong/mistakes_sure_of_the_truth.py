# The mistakes are sorted by how small the probability of the true class is; that of the predicted class must decide.
# The order is right only for two classes.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    true = scores.softmax(dim=1).gather(1, y[:, None])[:, 0]
    return wrong[true[wrong].argsort()][:count]
