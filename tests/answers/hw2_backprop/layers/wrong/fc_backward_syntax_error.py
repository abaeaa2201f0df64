# A bracket is missing, and the cell was handed in without having run: the function does not exist.
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, np.sum(dout, axis=0
