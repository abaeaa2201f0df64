# The loss is an array with one number for each example. Their mean is asked for.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    N = len(y)
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dx = np.exp(log_p)
    dx[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y], dx / N
