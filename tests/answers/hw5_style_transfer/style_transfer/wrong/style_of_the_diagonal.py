# Only the diagonals of the two matrices are compared. All entries count.
# loses: style_public, style_fresh, style_gradient
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean((tf.linalg.diag_part(gram_matrix(base_style)) - tf.linalg.diag_part(gram_target)) ** 2)
