# Every axis of length 1 is removed, not only that of the batch. It goes wrong for pictures with a single row or column.
# loses: deprocess_grey, deprocess_channels
# %% deprocess_function
def deprocess_img(processed):
    pixels = np.squeeze(np.array(processed))
    if pixels.ndim != 3:
        raise ValueError("no picture")
    return np.clip(np.rint((pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]), 0, 255).astype(np.uint8)
