# The loss is the square root of the mean. The formula has no root.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.sqrt(tf.reduce_mean((base_content - target) ** 2))
