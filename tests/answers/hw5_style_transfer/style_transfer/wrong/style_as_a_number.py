# A float, through which no gradient flows.
# loses: style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return float(tf.reduce_mean((gram_matrix(base_style) - gram_target) ** 2))
