# A tensordot over the places.
# %% gram_function
def gram_matrix(input_tensor):
    return tf.tensordot(input_tensor, input_tensor, [[0, 1], [0, 1]]) / (input_tensor.shape[0] * input_tensor.shape[1])
