# The mask has no effect: every step counts, in the loss and in the gradient.
# loses: temporal_softmax_public, temporal_softmax_value, temporal_softmax_gradient, temporal_softmax_masks
# loses: temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    scores = x.reshape(N * T, V)
    right = y.reshape(N * T)
    counts = (mask.reshape(N * T) >= 0)
    places = np.arange(N * T)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(counts * np.log(p[places, right])) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    dx *= counts[:, None]
    return loss, dx.reshape(N, T, V)
