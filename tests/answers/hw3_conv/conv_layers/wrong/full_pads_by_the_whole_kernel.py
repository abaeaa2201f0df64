# On each side, there is one row or column of zeros too many around a: the result is too large.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge
# %% conv2d_full
def convolve_full(a, b):
    hb, wb = b.shape
    return convolve_valid(np.pad(a, ((hb, hb), (wb, wb))), b)
