# np.abs, from a confusion of "negative numbers vanish" with "the minus sign vanishes".
# loses: relu_forward_public, relu_forward_any_shape, relu_backward_public, relu_inputs_kept
# %% relu_forward
def relu_forward(x):
    return np.abs(x), x
