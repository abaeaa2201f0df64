# The caller's own b is changed: the kernel is turned in place.
# loses: conv2d_valid_public, conv2d_inputs_kept
# %% conv2d_valid
def convolve_valid(a, b):
    b[:] = b[::-1, ::-1].copy()
    return filter_valid(a, b)
