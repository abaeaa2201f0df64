# The loss is divided by the number of steps as well as by the batch size. It is right only for a single step.
# loses: temporal_softmax_public, temporal_softmax_value, temporal_softmax_gradient, temporal_softmax_masks
# loses: temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    scores = x.reshape(N * T, V)
    right = y.reshape(N * T)
    counts = mask.reshape(N * T)
    places = np.arange(N * T)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(counts * np.log(p[places, right])) / (N * T)
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N * T
    dx *= counts[:, None]
    return loss, dx.reshape(N, T, V)
