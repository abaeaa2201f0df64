# Height and width are exchanged in the shape, which is right only for square outputs.
# loses: cost_public, cost_fresh
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    channels, height, width = image_shape
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in (height, width))
    weights = filters * channels * kernel**2
    return (filters, width, height), weights + filters, weights * height * width
