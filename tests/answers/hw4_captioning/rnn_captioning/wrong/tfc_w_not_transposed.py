# For dx, w is reshaped to (M, D). A reshape is no transpose: it mixes up rows and columns.
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
    dx = rows.dot(w.reshape(w.shape[::-1])).reshape(N, T, D)
    dw = x.reshape(N * T, D).T.dot(rows)
    db = np.sum(dout, axis=(0, 1))
    return dx, dw, db
