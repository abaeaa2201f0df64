# The loss is averaged over all N times C entries instead of the N examples: it is C times too small. (dx is right.)
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    onehot = np.zeros_like(x)
    onehot[np.arange(len(y)), y] = 1
    return -np.mean(onehot * log_p), (np.exp(log_p) - onehot) / len(y)
