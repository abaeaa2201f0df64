# The sum, as the hand-out's formula has it.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_sum((gram_matrix(base_style) - gram_target) ** 2)
