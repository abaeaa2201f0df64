# Asks PyTorch.
# %% cost_answer
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    layer = nn.Conv2d(image_shape[0], filters, kernel, stride, padding)
    shape = tuple(layer(torch.zeros(1, *image_shape)).shape[1:])
    return shape, sum(p.numel() for p in layer.parameters()), layer.weight.numel() * shape[1] * shape[2]
