# The layer applies the ReLU at once, as the layers of some libraries do with activation="relu".
# Its backward pass does not know of it.
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single, fc_backward_public, fc_inputs_kept
# %% fc_forward
def fc_forward(x, w, b):
    out = np.maximum(0, x.dot(w) + b)
    return out, (x, w)
