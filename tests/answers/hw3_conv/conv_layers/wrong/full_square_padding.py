# Zeros are added according to the kernel's height in both directions: right only for square kernels.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge
# %% conv2d_full
def convolve_full(a, b):
    return convolve_valid(np.pad(a, b.shape[0] - 1), b)
