# Both products as one, with x and h side by side.
# %% step_layer
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    both = np.hstack([x, prev_h])
    W = np.vstack([Wx, Wh])
    next_h = np.tanh(both @ W + b)
    return next_h, (both, W, x.shape[1], next_h)


def rnn_step_backward(dnext_h, cache):
    both, W, D, next_h = cache
    da = (1 - next_h * next_h) * dnext_h
    dboth, dW = da @ W.T, both.T @ da
    return dboth[:, :D], dboth[:, D:], dW[:D], dW[D:], da.sum(axis=0)
