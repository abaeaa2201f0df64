# The `count` surest images are chosen first, right ones included, and only the mistakes among them are returned, so
# there may be too few.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    surest = confidence.argsort(descending=True)[:count]
    return surest[predicted[surest] != y[surest]]
