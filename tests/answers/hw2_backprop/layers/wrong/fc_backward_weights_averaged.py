# dw is divided by the batch size here, though the loss divides already. Seen in public code more than once.
# Training still works, at another learning rate.
# loses: fc_backward_public, fc_backward_values
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx = dout @ w.T
    dw = x.T @ dout / x.shape[0]
    db = np.sum(dout, axis=0)
    return dx, dw, db
