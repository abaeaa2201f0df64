# The mask is applied row by row and column by column, in the backward pass alone.
# loses: relu_backward_any_shape
# %% relu_backward
def relu_backward(dout, cache):
    dx = np.zeros_like(dout)
    rows, columns = dout.shape
    for i in range(rows):
        for j in range(columns):
            dx[i, j] = dout[i, j] if cache[i, j] > 0 else 0
    return dx
