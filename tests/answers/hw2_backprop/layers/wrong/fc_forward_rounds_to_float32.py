# Everything is cast to float32 "because networks use it": the numbers are off by 1e-7, which the tolerance of a
# gradient check at float64 does not forgive.
# loses: fc_forward_shapes
# %% fc_forward
def fc_forward(x, w, b):
    x, w, b = (array.astype(np.float32) for array in (x, w, b))
    return x @ w + b, (x, w)
