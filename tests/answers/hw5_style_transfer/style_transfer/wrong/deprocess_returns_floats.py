# The numbers are right, but they are floats. The result should be uint8.
# loses: deprocess_public, deprocess_grey, deprocess_clipped, deprocess_channels, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError("no picture")
    return np.clip(np.rint((pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]), 0, 255)
