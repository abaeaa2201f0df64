# The padding is added once, not on both sides.
# loses: cost_fresh
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    channels, height, width = image_shape
    height, width = ((side + padding - kernel) // stride + 1 for side in (height, width))
    weights = filters * channels * kernel**2
    return (filters, height, width), weights + filters, weights * height * width
