# relu_backward only works for arrays of two axes. They may have any number of axes.
# loses: relu_backward_any_shape
# %% relu_backward
def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    rows, columns = dout.shape
    for i in range(rows):
        for j in range(columns):
            dx[i, j] = dout[i, j] if cache[i, j] > 0 else 0
    return dx
