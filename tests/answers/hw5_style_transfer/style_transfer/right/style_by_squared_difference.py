# TensorFlow's squared_difference.
# %% style_function
def compute_style_loss(base_style, gram_target):
    return tf.reduce_mean(tf.math.squared_difference(gram_target, gram_matrix(base_style)))
