# The result is as large as the image: places where the kernel hangs over the edge count, too. Only those where it lies
# within the image should.
# loses: conv2d_filter_public, conv2d_filter_fresh, conv2d_edge
# %% conv2d_filter
from scipy import ndimage

def filter_valid(a, b):
    return ndimage.correlate(a, b, mode="constant")
