# The loss is the mean absolute error, not the mean squared error.
# loses: model_public, model_loss_fresh
# %% model_loss
def loss(y_true, y_pred):
    """The mean squared error of float32 tensors (n, 1): one number, a tensor."""
    return tf.reduce_mean(tf.abs(y_true - y_pred))
