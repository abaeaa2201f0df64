# fc_forward returns out alone: the cache is missing.
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_forward
def fc_forward(x, w, b):
    return x @ w + b
