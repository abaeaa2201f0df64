# The exponentials are divided by the sum over the whole array, examples and classes.
# (Seen in a question on Cross Validated: the network gives all examples the same class.)
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept
# %% softmax_loss
def softmax_loss(x, y):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    p = e / e.sum()
    n = np.arange(len(y))
    dx = p.copy()
    dx[n, y] -= 1
    return -np.log(p[n, y]).mean(), dx / len(y)
