# x is overwritten: the largest score of each step is subtracted from it in place. No function may change its arguments.
# loses: temporal_softmax_value
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    x -= x.max(axis=2, keepdims=True)
    scores = x.reshape(N * T, V)
    right = y.reshape(N * T)
    counts = mask.reshape(N * T)
    places = np.arange(N * T)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    loss = -np.sum(counts * np.log(p[places, right])) / N
    dx = p.copy()
    dx[places, right] -= 1
    dx /= N
    dx *= counts[:, None]
    return loss, dx.reshape(N, T, V)
