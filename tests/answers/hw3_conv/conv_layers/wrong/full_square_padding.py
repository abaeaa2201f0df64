# Both axes are padded by the kernel's height.
# loses: conv2d_full_fresh, conv2d_edge, conv2d_inputs_kept
# %% conv2d_full
def convolve_full(a, b):
    return convolve_valid(np.pad(a, b.shape[0] - 1), b)
