# The kernel is flipped from top to bottom, but not from left to right.
# loses: conv2d_valid_public, conv2d_valid_fresh, conv2d_edge
# %% conv2d_valid
def convolve_valid(a, b):
    return filter_valid(a, b[::-1])
