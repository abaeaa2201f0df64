# Only the middle of the full convolution is returned, as large as the image a.
# loses: conv2d_full_public, conv2d_full_fresh, conv2d_edge
# %% conv2d_full
from scipy.signal import convolve2d

def convolve_full(a, b):
    return convolve2d(a, b, mode="same")
