# The loss takes the logarithm of numbers that have already been turned into the gradient: dx and the probabilities are
# the same array.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    z = x - np.max(x, axis=1, keepdims=True)
    probs = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
    dx = probs
    dx[np.arange(N), y] -= 1
    dx /= N
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    return loss, dx
