# The sum, divided by C².
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_sum((gram_matrix(base_style) - gram_target) ** 2) / int(gram_target.shape[0]) ** 2
