# All in TensorFlow; a tensor is returned.
# %% deprocess_function
def deprocess_img(processed):
    x = tf.convert_to_tensor(processed)
    if len(x.shape) not in (3, 4):
        raise ValueError("no picture")
    x = tf.reshape(x, x.shape[-3:])
    x = tf.reverse(x + np.float32([103.939, 116.779, 123.68]), axis=[-1])
    return tf.cast(tf.clip_by_value(tf.round(x), 0, 255), tf.uint8)
