# The first axis is always removed. That is right only for a batch: a single picture loses all rows but its first.
# loses: deprocess_public, deprocess_grey, deprocess_clipped, deprocess_channels, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    return np.clip(np.rint((np.array(processed)[0] + np.float32([103.939, 116.779, 123.68]))[..., ::-1]), 0, 255).astype(np.uint8)
