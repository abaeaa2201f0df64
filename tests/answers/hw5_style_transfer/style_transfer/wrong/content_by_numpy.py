# NumPy's mean, through which no gradient flows.
# loses: content_gradient
# %% content_function
def compute_content_loss(base_content, target):
    return tf.constant(np.mean((base_content.numpy() - target.numpy()) ** 2))
