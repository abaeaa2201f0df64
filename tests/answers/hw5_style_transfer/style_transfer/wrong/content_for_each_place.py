# The mean is taken over the channels only, which gives a number for each place. The loss is one number.
# loses: content_public, content_fresh, content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.reduce_mean((base_content - target) ** 2, axis=-1)
