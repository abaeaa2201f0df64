# A mask instead of indices.
# loses: mistakes_public, mistakes_fresh
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    return scores.argmax(dim=1) != y
