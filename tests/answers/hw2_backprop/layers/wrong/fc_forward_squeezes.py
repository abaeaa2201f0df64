# out loses an axis where there is only one example or only one output. Its shape should always be (N, M).
# loses: fc_forward_shapes, fc_forward_single
# %% fc_forward
def fc_forward(x, w, b):
    out = np.squeeze(x @ w + b)
    return out, (x, w)
