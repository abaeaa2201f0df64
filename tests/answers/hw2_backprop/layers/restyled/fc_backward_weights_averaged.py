# The weights get the mean of the examples' gradients; the loss had been averaged before.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    features, weights = cache
    examples = len(features)
    dw = np.empty(weights.shape)
    for d in range(weights.shape[0]):
        per_example = features[:, d : d + 1] * dout
        dw[d] = per_example.mean(axis=0)
    dx = np.einsum("nm,dm->nd", dout, weights)
    db = np.ones(examples) @ dout
    return dx, dw, db
