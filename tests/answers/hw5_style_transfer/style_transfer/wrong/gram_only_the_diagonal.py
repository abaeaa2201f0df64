# Only the squares, no products of two channels.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.linalg.diag(tf.reduce_mean(F ** 2, axis=0))
