# The exponentials overflow for scores near 1000. The loss is right only for small scores.
# loses: temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    scores = x.reshape(N * T, V)
    right = y.reshape(N * T)
    counts = mask.reshape(N * T)
    places = np.arange(N * T)
    p = np.exp(scores)
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(counts * np.log(p[places, right])) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    dx *= counts[:, None]
    return loss, dx.reshape(N, T, V)
