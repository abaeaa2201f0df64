# Nothing is subtracted from the scores: the exponentials overflow for scores near 1000, and all underflow to 0 for
# scores near -1000.
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
