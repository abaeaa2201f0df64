# The loss is the sum of the squared differences instead of their mean.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_sum((gram_matrix(base_style) - gram_target) ** 2)
