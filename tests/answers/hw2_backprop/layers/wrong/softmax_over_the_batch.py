# Python's own sum adds up the rows: the probabilities of each class sum to 1 over the examples (axis 0).
# (Seen in a question on Stack Overflow, where one image a column would have made it right.)
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    z = x - x.max(axis=0)
    p = np.exp(z) / sum(np.exp(z))
    n = np.arange(len(y))
    dx = p.copy()
    dx[n, y] -= 1
    return -np.log(p[n, y]).mean(), dx / len(y)
