# Word 0 gets no gradient, as if it were padding. For this layer it is a word like any other.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros_like(W)
    np.add.at(dW, x, dout)
    dW[0] = 0
    return dW
