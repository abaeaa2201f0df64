# Logarithms of the probabilities, which have the same order.
# %% mistakes_answer
def confident_mistakes(scores, y, count):
    best = scores.max(1)
    surest = (best.values - scores.logsumexp(1)).argsort(descending=True)
    return surest[(best.indices != y)[surest]][:count]
