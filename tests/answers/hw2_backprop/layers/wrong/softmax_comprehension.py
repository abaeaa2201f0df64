# The loss and dx may be right, but Python goes through the examples one by one, which is ruled out here: a
# comprehension and a helper with a loop count, too.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    N, C = x.shape
    z = x - x.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    loss = -np.mean(np.array([row[label] for row, label in zip(log_p, y)]))
    return loss, (np.exp(log_p) - np.eye(C)[y]) / N
