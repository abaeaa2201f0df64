# The losses are averaged over the steps of each sentence instead of summed. A sentence whose steps are all masked gives
# nan.
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
    weights = (mask / mask.sum(axis=1, keepdims=True)).reshape(-1)
    loss = -np.sum(weights * np.log(p[places, right])) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    dx *= weights[:, None]
    return loss, dx.reshape(N, T, V)
