# The weights of the style layers are in reverse order: the first layer counts most and the last one least.
# loses: loss_public, loss_fresh, loss_gradient
# %% loss_function
def calculate_loss(model, loss_weights, init_image, gram_style_features, content_features):
    style_weight, content_weight = loss_weights
    outputs = [output[0] for output in model(init_image)]
    style = tf.add_n([w * compute_style_loss(o, g) for w, o, g in zip(weight_per_style_layer[::-1], outputs[:5], gram_style_features)])
    content = compute_content_loss(outputs[5], content_features[0])
    return style_weight * style + content_weight * content, style_weight * style, content_weight * content
