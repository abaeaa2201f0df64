# The matrix is divided by the number of all entries, places times channels. It is right only for a single channel.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.matmul(F, F, transpose_a=True) / tf.size(F).numpy()
