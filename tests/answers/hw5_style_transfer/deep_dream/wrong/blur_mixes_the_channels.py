# Each channel of the result is made from all channels of the image: right for one channel only. Every channel should be
# blurred by itself.
# loses: blur_fresh, blur_borders
# %% blur_answer
def blur(images, sigma):
    radius, channels = int(np.ceil(3 * sigma)), images.shape[1]
    distances = torch.arange(-radius, radius + 1)
    weights = torch.exp(-(distances**2) / (2 * sigma**2)).to(images)
    weights = (weights / weights.sum()).repeat(channels, channels, 1, 1)
    padded = functional.pad(images, (radius,) * 4, mode="reflect")
    rows = functional.conv2d(padded, weights, groups=1)
    return functional.conv2d(rows, weights.transpose(2, 3), groups=1)
