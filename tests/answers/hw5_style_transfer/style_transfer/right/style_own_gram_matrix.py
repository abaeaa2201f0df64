# With a Gram matrix of its own.
# %% style_function
def compute_style_loss(base_style, gram_target):
    count = base_style.shape[0] * base_style.shape[1]
    gram = tf.einsum("hwi,hwj->ij", base_style, base_style) / count
    return tf.reduce_mean(tf.square(gram - gram_target))
