# The result is smaller than the image: nothing continues the image beyond its borders.
# loses: blur_public, blur_fresh, blur_borders
# %% blur_answer
def blur(images, sigma):
    radius, channels = int(np.ceil(3 * sigma)), images.shape[1]
    distances = torch.arange(-radius, radius + 1)
    weights = torch.exp(-(distances**2) / (2 * sigma**2)).to(images)
    weights = (weights / weights.sum()).repeat(channels, 1, 1, 1)
    padded = images
    rows = functional.conv2d(padded, weights, groups=channels)
    return functional.conv2d(rows, weights.transpose(2, 3), groups=channels)
