# The numbers are clipped to 0 … 255 before the means are added, so no channel can be darker than its mean.
# loses: deprocess_public, deprocess_grey, deprocess_clipped, deprocess_channels, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError("no picture")

    pixels = np.clip(pixels, 0, 255) + np.float32([103.939, 116.779, 123.68])
    return np.clip(np.rint(pixels[..., ::-1]), 0, 255).astype(np.uint8)
