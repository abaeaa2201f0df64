# The maps are reshaped as if the channels were the first axis. They are the last one, so places and channels are mixed
# up.
# loses: gram_public, gram_fresh
# %% gram_function
def gram_matrix(input_tensor):
    F = tf.reshape(input_tensor, (input_tensor.shape[-1], -1))
    return tf.matmul(F, F, transpose_b=True) / F.shape[1]
