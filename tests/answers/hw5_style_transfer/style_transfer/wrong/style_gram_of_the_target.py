# The target is taken for feature maps, and its Gram matrix computed once more.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean((gram_matrix(base_style) - gram_matrix(gram_target[None])) ** 2)
