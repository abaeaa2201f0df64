# The result is a Boolean mask over all images; it must be the indices of the mistakes, the surest first and at most
# `count` of them.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    return scores.argmax(dim=1) != y
