# The means of red and blue are exchanged: they are added in the order blue, green, red to the channels red, green,
# blue.
# loses: deprocess_public, deprocess_grey, deprocess_clipped, deprocess_channels, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError("no picture")
    return np.clip(np.rint(pixels[..., ::-1] + np.float32([103.939, 116.779, 123.68])), 0, 255).astype(np.uint8)
