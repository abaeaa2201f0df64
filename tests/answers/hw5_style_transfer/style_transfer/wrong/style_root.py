# The root of the mean.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.sqrt(tf.reduce_mean((gram_matrix(base_style) - gram_target) ** 2))
