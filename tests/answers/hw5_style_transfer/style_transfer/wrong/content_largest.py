# The largest squared difference.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_max((base_content - target) ** 2)
