# log-softmax with one shift for all scores, and one-hot vectors.
# %% temporal_softmax_loss
def temporal_softmax_loss(x, y, mask):
    N, T, V = x.shape
    m = np.array(mask, dtype=float)
    shifted = x - np.max(x)
    log_p = shifted - np.log(np.sum(np.exp(shifted), axis=2))[:, :, None]
    one_hot = np.eye(V)[y]
    loss = -np.einsum("nt,ntv,ntv->", m, one_hot, log_p) / N
    return loss, np.einsum("nt,ntv->ntv", m, np.exp(log_p) - one_hot) / N
