# The indices are positions in the list of mistakes; they must be positions among all images.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return confidence[wrong].argsort(descending=True)[:count]
