# Counts the places of the filter.
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    C, H, W = image_shape
    out_h = len(range(-padding, H + padding - kernel + 1, stride))
    out_w = len(range(-padding, W + padding - kernel + 1, stride))
    parameters = filters * (C * kernel * kernel + 1)
    return [filters, out_h, out_w], parameters, filters * out_h * out_w * C * kernel * kernel
