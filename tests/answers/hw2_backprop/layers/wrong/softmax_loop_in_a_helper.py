# The loss and dx may be right, but Python goes through the examples one by one, which is ruled out here: a
# comprehension and a helper with a loop count, too.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_gradient_values, softmax_edge
# loses: softmax_labels, softmax_large, softmax_mixed, softmax_mistake, softmax_inputs_kept, softmax_no_loop_public
# %% +after relu_inputs_kept
def log_softmax(scores):
    result = []
    for row in scores:
        shifted = row - row.max()
        result.append(shifted - np.log(np.exp(shifted).sum()))
    return np.array(result)

# %% softmax_loss
def softmax_loss(x, y):
    N, C = x.shape
    log_p = log_softmax(x)
    T = np.eye(C)[y]
    return -(T * log_p).sum() / N, (np.exp(log_p) - T) / N
