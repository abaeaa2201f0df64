# The paper's factor, 1/(4 N² M²).
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    H, W, C = base_style.shape
    return tf.reduce_sum((gram_matrix(base_style) - gram_target) ** 2) / (4 * C**2 * (H * W) ** 2)
