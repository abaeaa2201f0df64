# The gradients of a word are averaged over the places where it stands instead of added up. It is right only if no word
# occurs twice.
# loses: embedding_public, embedding_fresh
# %% embedding_layer
def word_embedding_forward(x, W):
    out = W[x]
    return out, (x, W)


def word_embedding_backward(dout, cache):
    x, W = cache
    dW = np.zeros_like(W)
    np.add.at(dW, x, dout)
    return dW / np.maximum(np.bincount(x.ravel(), minlength=len(W)), 1)[:, None]
