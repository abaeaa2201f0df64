# The mask is used as an index, which is right only for booleans. A mask of integers picks entries 0 and 1 over and
# over.
# loses: temporal_softmax_public, temporal_softmax_masks, temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    scores = x.reshape(N * T, V)
    right = y.reshape(N * T)
    counts = mask.reshape(N * T)
    places = np.arange(N * T)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(p[places, right])[counts]) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    dx[~counts] = 0
    return loss, dx.reshape(N, T, V)
