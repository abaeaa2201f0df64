# The mask sets the scores of a masked step to 0, but the step still counts: all words are then equally probable in it.
# loses: temporal_softmax_public, temporal_softmax_value, temporal_softmax_gradient, temporal_softmax_masks
# loses: temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    scores = (x * mask[:, :, None]).reshape(N * T, V)
    right = y.reshape(N * T)
    counts = mask.reshape(N * T)
    places = np.arange(N * T)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(np.log(p[places, right])) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    return loss, dx.reshape(N, T, V)
