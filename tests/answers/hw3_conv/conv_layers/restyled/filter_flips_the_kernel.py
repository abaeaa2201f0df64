# Filtering reads the kernel from its last entry to its first: a convolution already.
# loses: conv2d_filter_public, conv2d_filter_fresh, conv2d_edge
# %% conv2d_filter
def filter_valid(a, b):
    height, width = b.shape
    rows, columns = a.shape[0] - height + 1, a.shape[1] - width + 1
    out = np.zeros((rows, columns))
    for p in range(height):
        for q in range(width):
            out += b[height - 1 - p, width - 1 - q] * a[p : p + rows, q : q + columns]
    return out
