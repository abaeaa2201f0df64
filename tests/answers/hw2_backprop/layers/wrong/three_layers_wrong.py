# The backward passes of all three layers are wrong: dx has the wrong sign and db is 0, the ReLU's mask is reversed, and
# the softmax loss's dx has the wrong sign.
# loses: fc_backward_public, fc_backward_values, fc_backward_single
# loses: relu_backward_public, relu_backward_any_shape
# loses: softmax_public, softmax_gradient_public, softmax_gradient_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return -dout @ w.T, x.T @ dout, np.zeros(w.shape[1])

# %% relu_backward
def relu_backward(dout, cache):
    return dout * (cache < 0)

# %% softmax_loss
def softmax_loss(x, y):
    N = len(y)
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    dx = -np.exp(log_p)
    dx[np.arange(N), y] += 1
    return -log_p[np.arange(N), y].mean(), dx / N
