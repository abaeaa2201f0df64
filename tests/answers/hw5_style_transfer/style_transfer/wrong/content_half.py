# The loss is only half the mean of the squared differences.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_mean((base_content - target) ** 2) / 2
