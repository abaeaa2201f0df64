# Transposed first, and divided before the product.
# %% gram_function
def gram_matrix(input_tensor):
    channels = int(input_tensor.shape[-1])
    rows = tf.reshape(tf.transpose(input_tensor, (2, 0, 1)), (channels, -1))
    return (rows / rows.shape[1]) @ tf.transpose(rows)
