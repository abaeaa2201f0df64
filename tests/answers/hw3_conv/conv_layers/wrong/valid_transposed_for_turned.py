# The kernel is transposed. It should be turned by 180 degrees.
# loses: conv2d_valid_public, conv2d_valid_fresh, conv2d_edge
# %% conv2d_valid
def convolve_valid(a, b):
    return filter_valid(a, b.T)
