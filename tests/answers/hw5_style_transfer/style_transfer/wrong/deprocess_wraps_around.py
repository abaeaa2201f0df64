# Numbers below 0 or above 255 are not clipped, so they wrap around in uint8: 256 becomes 0, black instead of white.
# loses: deprocess_clipped
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError("no picture")
    return np.rint((pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]).astype(int).astype(np.uint8)
