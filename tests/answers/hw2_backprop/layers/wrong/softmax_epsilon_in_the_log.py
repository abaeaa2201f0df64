# log(p + 1e-12) keeps the loss finite, at a wrong value: 28 where 2000 is right.
# loses: softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    N = len(y)
    probs = np.exp(x - x.max(axis=1, keepdims=True))
    probs /= probs.sum(axis=1, keepdims=True)
    loss = -np.log(probs[np.arange(N), y] + 1e-12).mean()
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    return loss, dx / N
