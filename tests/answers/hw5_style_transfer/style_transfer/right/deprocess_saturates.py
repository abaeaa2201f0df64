# TensorFlow's cast that clips.
# %% deprocess_function
def deprocess_img(processed):
    x = np.asarray(processed)
    if not 3 <= x.ndim <= 4:
        raise ValueError("no picture")
    x = x[0] if x.ndim == 4 else x
    return tf.saturate_cast(np.stack([x[..., 2] + 123.68, x[..., 1] + 116.779, x[..., 0] + 103.939], -1) + 0.5, tf.uint8).numpy()
