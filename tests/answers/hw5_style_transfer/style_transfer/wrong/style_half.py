# The loss is only half the mean of the squared differences.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean((gram_matrix(base_style) - gram_target) ** 2) / 2
