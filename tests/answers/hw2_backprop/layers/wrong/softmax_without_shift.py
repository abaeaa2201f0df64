# The formula as the textbook prints it: right for small scores, nan near 1000.
# loses: softmax_large, softmax_mixed, softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    e = np.exp(x)
    p = e / np.sum(e, axis=1, keepdims=True)
    loss = -np.sum(np.log(p[np.arange(N), y])) / N
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    return loss, dx / N
