# dx has the shape of x, so its memory is used again "to save an allocation": the caller's x is gone.
# loses: fc_inputs_kept
# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dw = x.T @ dout
    dx = np.matmul(dout, w.T, out=x)
    return dx, dw, dout.sum(axis=0)
