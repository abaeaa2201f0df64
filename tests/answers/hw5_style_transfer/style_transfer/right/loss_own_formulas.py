# Without the functions before it.
# %% loss_function
def calculate_loss(model, loss_weights, init_image, gram_style_features, content_features):
    outputs = [output[0] for output in model(init_image, training=False)]
    style = 0.0
    for k in range(5):
        F = tf.reshape(outputs[k], (-1, outputs[k].shape[-1]))
        style += (k + 1) * tf.reduce_mean((tf.transpose(F) @ F / F.shape[0] - gram_style_features[k]) ** 2)
    content = tf.reduce_mean((outputs[5] - content_features[0]) ** 2)
    return loss_weights[0] * style + loss_weights[1] * content, loss_weights[0] * style, loss_weights[1] * content
