# The loss has the paper's factor: it is too small by four times the square of the number of places. The formula here
# has no such factor.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    H, W, C = base_style.shape
    return tf.reduce_sum((gram_matrix(base_style) - gram_target) ** 2) / (4 * C**2 * (H * W) ** 2)
