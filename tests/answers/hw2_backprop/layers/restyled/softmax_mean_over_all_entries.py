# The loss is divided by the number of scores, examples times classes, not by that of the examples.
# loses: softmax_public, softmax_gradient_public, softmax_loss_values, softmax_edge, softmax_labels
# loses: softmax_large, softmax_mixed, softmax_mistake, softmax_no_loop_public
# %% softmax_loss
def softmax_loss(x, y):
    examples, classes = x.shape
    top = np.amax(x, axis=1)
    total = np.zeros(examples)
    for c in range(classes):
        total += np.exp(x[:, c] - top)
    log_total = np.log(total)
    loss, gradient = 0.0, np.zeros((examples, classes))
    for c in range(classes):
        is_label = y == c
        loss += np.sum((log_total - (x[:, c] - top))[is_label])
        gradient[:, c] = (np.exp(x[:, c] - top - log_total) - is_label) / examples
    return loss / (examples * classes), gradient
