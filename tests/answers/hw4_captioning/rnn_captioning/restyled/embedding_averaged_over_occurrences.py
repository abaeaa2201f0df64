# A word that stands at several places gets the mean of their gradients, not the sum.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    return np.take(W, x, axis=0), {"words": x, "size": W.shape}


def word_embedding_backward(dout, cache):
    dW = np.zeros(cache["size"])
    for word in range(cache["size"][0]):
        here = cache["words"] == word
        if here.any():
            dW[word] = dout[here].mean(axis=0)
    return dW
