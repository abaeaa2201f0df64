# out is the maximum of x over axis 0, instead of each entry compared with 0: the second argument of np.max is the axis.
# loses: relu_forward_public, relu_forward_any_shape, relu_backward_public
# %% relu_forward
def relu_forward(x):
    return np.max(x, 0), x
