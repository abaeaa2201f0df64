# The kernel is turned by 180 degrees: this is a convolution. Filtering takes the kernel as it is.
# loses: conv2d_filter_public, conv2d_filter_fresh, conv2d_edge
# %% conv2d_filter
def filter_valid(a, b):
    b = b[::-1, ::-1]
    out = np.zeros((a.shape[0] - b.shape[0] + 1, a.shape[1] - b.shape[1] + 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(a[i:i + b.shape[0], j:j + b.shape[1]] * b)
    return out
