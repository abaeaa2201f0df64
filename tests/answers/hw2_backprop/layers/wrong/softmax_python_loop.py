# The loss and dx may be right, but Python goes through the examples one by one, which is ruled out here: a
# comprehension and a helper with a loop count, too.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    N = x.shape[0]
    loss, dx = 0.0, np.zeros_like(x)
    for i in range(N):
        z = x[i] - x[i].max()
        log_p = z - np.log(np.sum(np.exp(z)))
        loss -= log_p[y[i]] / N
        dx[i] = np.exp(log_p) / N
        dx[i, y[i]] -= 1 / N
    return loss, dx
