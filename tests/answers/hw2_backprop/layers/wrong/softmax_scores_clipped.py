# The scores are clipped to between -500 and 500: the results are finite, but wrong for larger and for lower scores.
# loses: softmax_large, softmax_mixed, softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    x = np.clip(x, -500, 500)
    log_p = x - np.log(np.exp(x).sum(axis=1, keepdims=True))
    n = np.arange(len(y))
    dx = np.exp(log_p)
    dx[n, y] -= 1
    return -log_p[n, y].mean(), dx / len(y)
