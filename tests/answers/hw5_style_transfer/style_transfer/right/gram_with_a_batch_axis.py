# The matrix has a batch axis of 1.
# %% gram_function
def gram_matrix(input_tensor):
    maps = tf.expand_dims(input_tensor, 0)
    places = tf.cast(tf.shape(maps)[1] * tf.shape(maps)[2], tf.float32)
    return tf.linalg.einsum("bijc,bijd->bcd", maps, maps) / places
