# The tanh is missing: next_h is the sum that belongs inside it.
# loses: step_public, step_forward, step_backward
# %% step_layer
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    next_h = x.dot(Wx) + prev_h.dot(Wh) + b
    cache = (x, prev_h, Wx, Wh, b, next_h)
    return next_h, cache


def rnn_step_backward(dnext_h, cache):
    x, prev_h, Wx, Wh, b, next_h = cache
    da = dnext_h
    dx = da.dot(Wx.T)
    dprev_h = da.dot(Wh.T)
    dWx = x.T.dot(da)
    dWh = prev_h.T.dot(da)
    db = np.sum(da, axis=0)
    return dx, dprev_h, dWx, dWh, db
