# The function changes the scores that it gets; they must stay as they are.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    scores -= scores.logsumexp(dim=1, keepdim=True)
    confidence, predicted = scores.exp().max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return wrong[confidence[wrong].argsort(descending=True)][:count]
