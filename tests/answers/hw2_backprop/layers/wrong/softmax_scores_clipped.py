# Scores are clipped to ±500 "so that exp cannot overflow": finite, and wrong for large scores.
# loses: softmax_large, softmax_mixed, softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    x = np.clip(x, -500, 500)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    n = np.arange(len(y))
    dx = np.exp(log_p)
    dx[n, y] -= 1
    return -log_p[n, y].mean(), dx / len(y)
