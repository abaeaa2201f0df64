# The mean is taken over one axis only, which gives a number for each channel. The loss is one number.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean((gram_matrix(base_style) - gram_target) ** 2, axis=0)
