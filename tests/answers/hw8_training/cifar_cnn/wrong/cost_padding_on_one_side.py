# The padding is added on one side of the image only; it goes on both. The result is right only without padding, or
# where rounding hides the difference.
# loses: cost_public, cost_fresh
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    channels, height, width = image_shape
    height, width = ((side + padding - kernel) // stride + 1 for side in (height, width))
    weights = filters * channels * kernel**2
    return (filters, height, width), weights + filters, weights * height * width
