# TensorFlow's squared_difference.
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_mean(tf.math.squared_difference(base_content, target))
