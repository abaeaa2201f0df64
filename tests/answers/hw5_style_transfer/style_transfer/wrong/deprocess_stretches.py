# The smallest number becomes black, and the largest white.
# loses: deprocess_public, deprocess_grey, deprocess_clipped, deprocess_channels
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError("no picture")

    pixels = (pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]
    pixels = (pixels - pixels.min()) / (pixels.max() - pixels.min() + 1e-6)
    return np.rint(255 * pixels).astype(np.uint8)
