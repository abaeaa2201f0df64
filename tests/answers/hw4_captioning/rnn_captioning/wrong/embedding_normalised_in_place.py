# The words' vectors are scaled to length 1. The layer should look up the rows of W as they are.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    W /= np.linalg.norm(W, axis=1, keepdims=True)
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros_like(W)
    np.add.at(dW, x, dout)
    return dW
