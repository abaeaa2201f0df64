# The image is padded as it should be, but the kernel is not turned: this is filtering.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge
# %% conv2d_full
def convolve_full(a, b):
    hb, wb = b.shape
    return filter_valid(np.pad(a, ((hb - 1, hb - 1), (wb - 1, wb - 1))), b)
