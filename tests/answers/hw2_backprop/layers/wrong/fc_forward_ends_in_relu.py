# Negative entries of out are 0: a ReLU is applied, which is a layer of its own.
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single, fc_backward_public
# %% fc_forward
def fc_forward(x, w, b):
    out = np.maximum(0, x.dot(w) + b)
    return out, (x, w)
