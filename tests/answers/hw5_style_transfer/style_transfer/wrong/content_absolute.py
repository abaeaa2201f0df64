# The loss is the mean of the absolute differences. They should be squared.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_mean(tf.abs(base_content - target))
