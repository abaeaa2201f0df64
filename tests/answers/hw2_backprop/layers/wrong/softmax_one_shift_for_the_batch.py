# One maximum is subtracted from the whole batch: in rows far below it, all exponentials underflow to 0.
# loses: softmax_mixed
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    z = x - np.max(x)
    log_p = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -np.sum(log_p[np.arange(N), y]) / N, dx / N
