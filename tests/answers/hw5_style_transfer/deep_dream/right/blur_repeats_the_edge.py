# Repeats the last pixel; one convolution with a square of weights.
# %% blur_answer
def blur(images, sigma):
    r = round(4 * sigma)
    line = torch.exp(-0.5 * (torch.arange(-r, r + 1, dtype=images.dtype) / sigma) ** 2)
    square = torch.outer(line, line) / line.sum() ** 2
    N, C, H, W = images.shape
    padded = functional.pad(images, (r, r, r, r), mode="replicate").reshape(N * C, 1, H + 2 * r, W + 2 * r)
    return functional.conv2d(padded, square[None, None]).reshape(N, C, H, W)
