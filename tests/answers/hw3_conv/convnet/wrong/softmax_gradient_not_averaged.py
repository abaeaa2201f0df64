# The loss is a mean over the batch, but its gradient dx is not divided by the batch size. It is right only for a batch
# of one.
# loses: softmax_public
# %% softmax_loss
def softmax_loss(x, y):
    p = np.exp(x - x.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.log(p[np.arange(N), y]).mean()
    p[np.arange(N), y] -= 1
    return loss, p
