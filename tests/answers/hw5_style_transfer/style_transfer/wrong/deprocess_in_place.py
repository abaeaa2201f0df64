# The means are added to processed itself. The argument should stay as it is.
# loses: deprocess_public, deprocess_kept
# %% deprocess_function
def deprocess_img(processed):
    if len(processed.shape) == 4:
        processed = processed[0]
    if len(processed.shape) != 3:
        raise ValueError("no picture")
    if isinstance(processed, tf.Tensor):
        processed = processed.numpy()
    processed += np.float32([103.939, 116.779, 123.68])
    return np.clip(np.rint(processed[..., ::-1]), 0, 255).astype(np.uint8)
