# The multiclass hinge loss of another lecture, with its own right gradient.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    margins = np.maximum(0, x - x[np.arange(N), y][:, None] + 1.0)
    margins[np.arange(N), y] = 0
    dx = (margins > 0).astype(float)
    dx[np.arange(N), y] -= dx.sum(axis=1)
    return margins.sum() / N, dx / N
