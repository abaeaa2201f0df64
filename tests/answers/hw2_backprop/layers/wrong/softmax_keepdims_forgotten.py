# x.max(axis=1) has shape (N,), which does not broadcast against (N, C).
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept
# %% softmax_loss
def softmax_loss(x, y):
    N = len(y)
    e = np.exp(x - np.max(x, axis=1))
    p = e / np.sum(e, axis=1)
    dx = p.copy()
    dx[np.arange(N), y] -= 1
    return -np.log(p[np.arange(N), y]).mean(), dx / N
