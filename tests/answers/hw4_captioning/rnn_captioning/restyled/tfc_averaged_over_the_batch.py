# Weights and bias get the mean over the sentences, which the loss has taken already.
# loses: temporal_fc_public, temporal_fc_gradients
# %% temporal_fc_layer
def temporal_fc_forward(x, w, b):
    return np.einsum("ntd,dm->ntm", x, w) + b, {"x": x, "w": w}


def temporal_fc_backward(dout, cache):
    x, w = cache["x"], cache["w"]
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(w[0])
    for t in range(x.shape[1]):
        upstream = dout[:, t]
        dx[:, t] = upstream @ w.T
        dw += np.mean(x[:, t, :, None] * upstream[:, None, :], axis=0)
        db += upstream.mean(axis=0)
    return dx, dw, db
