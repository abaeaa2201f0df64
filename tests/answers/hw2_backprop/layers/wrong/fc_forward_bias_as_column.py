# The bias is added as a column, one number to each row, instead of one number to each column of XW.
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_forward
def fc_forward(x, w, b):
    out = np.dot(x, w) + b.reshape(-1, 1)
    return out, (x, w, b)
