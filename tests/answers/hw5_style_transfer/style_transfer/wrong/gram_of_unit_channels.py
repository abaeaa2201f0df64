# Each channel is scaled to length 1: correlations.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))

    F = F / (tf.norm(F, axis=0) + 1e-6)
    return tf.matmul(F, F, transpose_a=True)
