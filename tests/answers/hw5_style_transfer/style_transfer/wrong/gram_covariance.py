# The mean of each channel is subtracted first, which gives a covariance. The formula takes the maps as they are.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))

    F = F - tf.reduce_mean(F, axis=0)
    return tf.matmul(F, F, transpose_a=True) / F.shape[0]
