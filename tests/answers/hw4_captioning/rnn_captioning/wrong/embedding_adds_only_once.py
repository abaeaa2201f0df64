# A word that occurs several times gets the gradient of only one of its places.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros_like(W)
    dW[x] += dout
    return dW
