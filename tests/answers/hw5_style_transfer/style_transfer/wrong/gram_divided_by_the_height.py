# The matrix is divided by the height of the maps only, not by the number of places. It is right only for maps of a
# single column.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.matmul(F, F, transpose_a=True) / input_tensor.shape[0]
