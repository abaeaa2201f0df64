# The layers' losses as one vector.
# %% loss_function
def calculate_loss(model, loss_weights, init_image, gram_style_features, content_features):
    outputs = model(init_image)
    by_layer = tf.stack([compute_style_loss(output[0], gram) for output, gram in zip(outputs, gram_style_features)])
    style = loss_weights[0] * tf.tensordot(tf.constant(weight_per_style_layer), by_layer, 1)
    content = loss_weights[1] * compute_content_loss(outputs[-1][0], content_features[0])
    return tf.add(style, content), style, content
