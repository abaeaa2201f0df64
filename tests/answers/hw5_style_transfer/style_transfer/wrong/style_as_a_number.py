# The loss is a float, so no gradient flows through it. It should stay a tensor.
# loses: style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return float(tf.reduce_mean((gram_matrix(base_style) - gram_target) ** 2))
