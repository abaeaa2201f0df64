# Keras's mean squared error.
# %% content_function
def compute_content_loss(base_content, target):
    return tf.keras.losses.MeanSquaredError()(tf.reshape(target, (1, -1)), tf.reshape(base_content, (1, -1)))
