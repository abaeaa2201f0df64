# math.floor of the formula in the documentation, with its dilation of 1.
# %% cost_answer
import math


def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    C, H, W = image_shape
    h, w = (math.floor((side + 2 * padding - 1 * (kernel - 1) - 1) / stride + 1) for side in (H, W))
    return (filters, h, w), C * kernel**2 * filters + filters, h * w * C * kernel**2 * filters
