# Shifted as the hint says, but then the logarithm of the probability: a confident mistake costs inf.
# The most widespread version in public code.
# loses: softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    probs = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx
