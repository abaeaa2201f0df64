# An array with two axes raises no ValueError, although it is no picture.
# loses: deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    return np.clip(np.rint((pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]), 0, 255).astype(np.uint8)
