# A word that stands in several places gets only the gradient of the last one; the others are lost. It is right only if
# no word occurs twice.
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
