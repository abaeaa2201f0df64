# The loss is the root of the mean squared error. No root is asked for.
# loses: model_public, model_loss_fresh
# %% model_loss
def loss(y_true, y_pred):
    """The mean squared error of float32 tensors (n, 1): one number, a tensor."""
    return tf.sqrt(tf.reduce_mean((y_true - y_pred) ** 2))
