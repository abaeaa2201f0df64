# The sum is divided by the number of unmasked words, not by the number of sentences.
# loses: temporal_softmax_public, temporal_softmax_value, temporal_softmax_gradient, temporal_softmax_masks
# loses: temporal_softmax_large
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    def softmax(scores):
        powers = np.exp(scores - np.max(scores, axis=-1)[:, None])
        return powers / np.sum(powers, axis=-1)[:, None]

    words = np.sum(mask)
    vocabulary = np.arange(x.shape[2])
    loss, dx = 0.0, np.zeros_like(x)
    for t in range(x.shape[1]):
        p = softmax(x[:, t])
        is_right = y[:, t, None] == vocabulary
        counts = mask[:, t].astype(x.dtype)
        loss = loss - np.dot(counts, np.log(p[is_right]))
        dx[:, t] = (p - is_right) * counts[:, None] / words
    return loss / words, dx
