# There are zeros above and to the left of a, but none below and to the right.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge
# %% conv2d_full
def convolve_full(a, b):
    hb, wb = b.shape
    return convolve_valid(np.pad(a, ((hb - 1, 0), (wb - 1, 0))), b)
