# Only the steps that count are computed at all.
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    rows, steps = np.nonzero(mask)
    scores, words, dx = x[rows, steps], y[rows, steps], np.zeros_like(x)
    if len(rows) == 0:
        return 0.0, dx
    scores = scores - scores.max(axis=1, keepdims=True)
    sums = np.exp(scores).sum(axis=1)
    place = np.arange(len(rows))
    gradient = np.exp(scores) / sums[:, None]
    gradient[place, words] -= 1
    dx[rows, steps] = gradient / len(x)
    return (np.log(sums) - scores[place, words]).sum() / len(x), dx
