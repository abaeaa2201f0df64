# The width of the output is computed from the height of the image, which is right only for square images.
# loses: cost_public, cost_fresh
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    channels, height, width = image_shape
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in (height, height))
    weights = filters * channels * kernel**2
    return (filters, height, width), weights + filters, weights * height * width
