# The bias b is never added: out is the matrix product alone.
# loses: fc_forward_public, fc_forward_shapes, fc_forward_single, fc_backward_public
# %% fc_forward
def fc_forward(x, w, b):
    out = x.dot(w)
    return out, (x, w)
