# np.max for np.maximum: the second argument is then the axis.
# loses: relu_forward_public, relu_forward_any_shape, relu_backward_public, relu_inputs_kept
# %% relu_forward
def relu_forward(x):
    return np.max(x, 0), x
