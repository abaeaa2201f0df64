# The gradient of w comes from the last step only; those of the earlier steps are lost. It is right only for a single
# step.
# loses: temporal_fc_public, temporal_fc_gradients
# %% temporal_fc_layer
def temporal_fc_forward(x, w, b):
    N, T, D = x.shape
    out = x.reshape(N * T, D).dot(w).reshape(N, T, -1) + b
    return out, (x, w, b)


def temporal_fc_backward(dout, cache):
    x, w, b = cache
    N, T, D = x.shape
    M = dout.shape[2]
    rows = dout.reshape(N * T, M)
    dx = rows.dot(w.T).reshape(N, T, D)
    for t in range(T):
        dw = x[:, t].T.dot(dout[:, t])
    db = np.sum(dout, axis=(0, 1))
    return dx, dw, db
