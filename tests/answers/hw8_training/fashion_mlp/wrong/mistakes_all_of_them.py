# All mistakes are returned, however small `count` is.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return wrong[confidence[wrong].argsort(descending=True)]
