# The loss is the sum of the squared differences instead of their mean.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_sum((base_content - target) ** 2)
