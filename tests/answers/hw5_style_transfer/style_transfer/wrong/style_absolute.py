# The mean of the absolute differences.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean(tf.abs(gram_matrix(base_style) - gram_target))
