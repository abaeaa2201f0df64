# dW has rows only up to the highest word that occurs in x. The words after it need rows as well.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros((x.max() + 1, W.shape[1]))
    np.add.at(dW, x, dout)
    return dW
