# `sigma` is used as the variance, but it is the standard deviation: right for sigma = 1 only.
# loses: blur_public, blur_fresh
# %% blur_answer
def blur(images, sigma):
    radius, channels = int(np.ceil(3 * sigma)), images.shape[1]
    distances = torch.arange(-radius, radius + 1)
    weights = torch.exp(-(distances**2) / (2 * sigma)).to(images)
    weights = (weights / weights.sum()).repeat(channels, 1, 1, 1)
    padded = functional.pad(images, (radius,) * 4, mode="reflect")
    rows = functional.conv2d(padded, weights, groups=channels)
    return functional.conv2d(rows, weights.transpose(2, 3), groups=channels)
