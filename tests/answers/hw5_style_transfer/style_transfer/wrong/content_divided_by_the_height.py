# The sum of the squares is divided by the height only, not by the number of all entries.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_sum((base_content - target) ** 2) / base_content.shape[0]
