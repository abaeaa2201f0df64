# All three gradients are averaged, by dividing the upstream gradient, the caller's array, in place.
# loses: fc_backward_public, fc_backward_values, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dout /= dout.shape[0]
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
