# The window is as wide as the kernel is high: right only for square kernels.
# loses: conv2d_filter_public, conv2d_filter_fresh, conv2d_edge, conv2d_inputs_kept
# %% conv2d_filter
def filter_valid(a, b):
    k = b.shape[0]
    out = np.zeros((a.shape[0] - k + 1, a.shape[1] - k + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(a[i:i + k, j:j + k] * b)
    return out
