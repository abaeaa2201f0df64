# The feature maps themselves are compared with gram_target. It should be their Gram matrix.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean((tf.reshape(base_style, (-1, base_style.shape[-1]))[:, :, None] - gram_target) ** 2)
