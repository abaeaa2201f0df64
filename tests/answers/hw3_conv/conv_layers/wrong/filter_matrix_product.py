# The window and the kernel are multiplied as matrices. They should be multiplied entry by entry.
# loses: conv2d_filter_public, conv2d_filter_fresh, conv2d_edge
# %% conv2d_filter
def filter_valid(a, b):
    ha, wa = a.shape
    hb, wb = b.shape
    out = np.zeros((ha - hb + 1, wa - wb + 1))
    for i in range(ha - hb + 1):
        for j in range(wa - wb + 1):
            out[i, j] = (a[i:i + hb, j:j + wb] @ b.T).sum()
    return out
