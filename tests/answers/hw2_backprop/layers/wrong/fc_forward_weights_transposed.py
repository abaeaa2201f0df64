# The weights are transposed in the product, as if w had the shape (M, D). It has the shape (D, M).
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single
# loses: fc_backward_public, fc_backward_values, fc_backward_single, fc_inputs_kept
# %% fc_forward
def fc_forward(x, w, b):
    return x @ w.T + b, (x, w)
