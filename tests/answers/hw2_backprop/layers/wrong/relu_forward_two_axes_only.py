# Both passes only work for arrays of two axes. They may have any number of axes.
# loses: relu_forward_any_shape, relu_backward_any_shape
# %% relu_forward
def relu_forward(x):
    out = np.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            if x[i, j] > 0:
                out[i, j] = x[i, j]
    return out, x
