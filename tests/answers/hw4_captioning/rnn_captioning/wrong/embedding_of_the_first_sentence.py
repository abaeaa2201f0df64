# Every sentence gets the vectors of the first one. It is right only for a batch of one.
# loses: embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = np.repeat(W[x[:1]], len(x), axis=0)
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros_like(W)
    np.add.at(dW, x[:1], dout[:1])
    return dW
