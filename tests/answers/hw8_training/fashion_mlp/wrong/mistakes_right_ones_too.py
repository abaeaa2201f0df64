# Images that are classified correctly are in the result as well; it must have misclassified ones only.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted >= 0).flatten()
    return wrong[confidence[wrong].argsort(descending=True)][:count]
