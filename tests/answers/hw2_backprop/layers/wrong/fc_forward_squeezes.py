# np.squeeze, put in once to get rid of a "[[...]]", also removes the batch's axis when the batch is one example,
# and the output's when there is one output.
# loses: fc_forward_shapes, fc_forward_single
# %% fc_forward
def fc_forward(x, w, b):
    out = np.squeeze(x @ w + b)
    return out, (x, w)
