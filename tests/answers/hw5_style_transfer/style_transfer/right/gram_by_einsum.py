# One einsum.
# %% gram_function
def gram_matrix(input_tensor):
    H, W, _ = input_tensor.shape
    return tf.einsum("hwi,hwj->ij", input_tensor, input_tensor) / (H * W)
