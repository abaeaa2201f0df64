# dW is the gradient plus W itself. Look at what the gradients are added to.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = W
    np.add.at(dW, x, dout)
    return dW
