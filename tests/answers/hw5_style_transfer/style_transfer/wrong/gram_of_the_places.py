# The matrix compares places with places: it has a row for each place. It should have one for each channel.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return tf.matmul(F, F, transpose_b=True) / F.shape[0]
