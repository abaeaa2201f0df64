# The differences are averaged first and squared afterwards, so positive and negative ones cancel.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_mean(base_content - target) ** 2
