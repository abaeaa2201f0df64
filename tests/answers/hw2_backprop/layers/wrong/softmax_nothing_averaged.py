# Neither the loss nor dx is averaged over the batch: the factor 1/N is missing from both.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    n = np.arange(len(y))
    dx = np.exp(log_p)
    dx[n, y] -= 1
    return -np.sum(log_p[n, y]), dx
