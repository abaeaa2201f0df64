# The loss is a float, so no gradient flows through it. It should stay a tensor.
# loses: content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return float(tf.reduce_mean((base_content - target) ** 2))
