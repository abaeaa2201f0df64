# The mistakes are sorted by the largest score instead of the largest probability. Scores of different images cannot be
# compared before the softmax.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return wrong[confidence[wrong].argsort(descending=True)][:count]
