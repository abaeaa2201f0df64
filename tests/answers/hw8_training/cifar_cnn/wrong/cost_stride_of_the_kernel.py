# If no stride is given, the kernel's size is taken, as in pooling; the default must be 1.
# loses: cost_fresh
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=None, padding=0):
    stride = stride or kernel
    channels, height, width = image_shape
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in (height, width))
    weights = filters * channels * kernel**2
    return (filters, height, width), weights + filters, weights * height * width
