# The mistakes are in the order of the images; they must be sorted by confidence, the surest first.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return wrong[:count]
