# The entries are cut to whole numbers.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.cast(tf.cast(tf.matmul(F, F, transpose_a=True) / F.shape[0], tf.int32), tf.float32)
