# The slope of tanh is written as 1 - h: the output is not squared.
# loses: step_public, step_backward
# %% step_layer
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    both = np.concatenate([x, prev_h], axis=1)
    weights = np.concatenate([Wx, Wh], axis=0)
    state = np.tanh(np.matmul(both, weights) + b)
    return state, {"both": both, "weights": weights, "slope": 1 - state, "split": x.shape[1]}


def rnn_step_backward(dnext_h, cache):
    inner = cache["slope"] * dnext_h
    dboth = np.einsum("nh,ih->ni", inner, cache["weights"])
    dweights = np.einsum("ni,nh->ih", cache["both"], inner)
    split = cache["split"]
    return dboth[:, :split], dboth[:, split:], dweights[:split], dweights[split:], inner.sum(axis=0)
