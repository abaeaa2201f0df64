# The matrix is a sum over the places: it is not divided by their number.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.matmul(F, F, transpose_a=True)
