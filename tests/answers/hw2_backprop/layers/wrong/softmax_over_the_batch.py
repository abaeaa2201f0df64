# The probabilities are normalised over the wrong axis: they sum to 1 for each class over the batch, not for each
# example over the classes.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    z = x - x.max(axis=0)
    p = np.exp(z) / sum(np.exp(z))
    n = np.arange(len(y))
    dx = p.copy()
    dx[n, y] -= 1
    return -np.log(p[n, y]).mean(), dx / len(y)
