# The gradients from later steps are written into dh, the caller's array. No function may change its arguments.
# loses: rnn_public, rnn_unchanged
# %% rnn_layer
def rnn_forward(x, h0, Wx, Wh, b):
    T, N, D = x.shape
    h = np.zeros((T, N, h0.shape[1]))
    caches = []
    prev_h = h0
    for t in range(T):
        next_h, cache = rnn_step_forward(x[t], prev_h, Wx, Wh, b)
        h[t] = next_h
        prev_h = next_h
        caches.append(cache)
    return h, (caches, D)


def rnn_backward(dh, cache):
    caches, D = cache
    T, N, H = dh.shape
    dx = np.zeros((T, N, D))
    dWx, dWh, db = np.zeros((D, H)), np.zeros((H, H)), np.zeros(H)
    dprev_h = np.zeros((N, H))
    for t in reversed(range(T)):
        dh[t] += dprev_h
        dx[t], dprev_h, dWx_t, dWh_t, db_t = rnn_step_backward(dh[t], caches[t])
        dWx += dWx_t
        dWh += dWh_t
        db += db_t.reshape(-1)
    return dx, dprev_h, dWx, dWh, db
