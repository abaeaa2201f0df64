# The gradient is P / N: that 1 is taken off at the right class was forgotten.
# loses: softmax_public, softmax_gradient_public, softmax_gradient_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake
# %% softmax_loss
def softmax_loss(x, y):
    N = len(y)
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(N), y].mean(), np.exp(log_p) / N
