# Loops over sentences and steps.
# %% embedding_layer
def word_embedding_forward(x, W):
    N, T = x.shape
    out = np.zeros((N, T, W.shape[1]))
    for n in range(N):
        for t in range(T):
            out[n, t] = W[x[n, t]]
    return out, {"words": x, "vocabulary": len(W)}


def word_embedding_backward(dout, cache):
    x = cache["words"]
    dW = np.zeros((cache["vocabulary"], dout.shape[2]))
    for n in range(x.shape[0]):
        for t in range(x.shape[1]):
            dW[x[n, t]] += dout[n, t]
    return dW
