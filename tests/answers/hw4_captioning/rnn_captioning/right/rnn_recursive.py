# The last step is done by one call, all before it by another.
# %% rnn_layer
def rnn_forward(x, h0, Wx, Wh, b):
    state, cache = rnn_step_forward(x[0], h0, Wx, Wh, b)
    if len(x) == 1:
        return state[None], [cache]
    h, caches = rnn_forward(x[1:], state, Wx, Wh, b)
    return np.concatenate([state[None], h]), [cache] + caches


def rnn_backward(dh, cache):
    if len(dh) == 1:
        dx, dh0, dWx, dWh, db = rnn_step_backward(dh[0], cache[0])
        return dx[None], dh0, dWx, dWh, db
    dx_later, dstate, dWx, dWh, db = rnn_backward(dh[1:], cache[1:])
    dx, dh0, dWx_0, dWh_0, db_0 = rnn_step_backward(dh[0] + dstate, cache[0])
    return np.concatenate([dx[None], dx_later]), dh0, dWx + dWx_0, dWh + dWh_0, db + db_0
