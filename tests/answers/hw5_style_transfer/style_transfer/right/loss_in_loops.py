# Sums in loops, as in the hand-out's template.
# %% loss_function
def calculate_loss(model, loss_weights, init_image, gram_style_features, content_features):
    style_weight, content_weight = loss_weights
    model_outputs = model(init_image)
    style_outputs, content_outputs = model_outputs[: len(style_layers)], model_outputs[len(style_layers) :]
    style_score = content_score = 0
    for weight, target, output in zip(weight_per_style_layer, gram_style_features, style_outputs):
        style_score += weight * compute_style_loss(output[0], target)
    for target, output in zip(content_features, content_outputs):
        content_score += 1.0 / len(content_layers) * compute_content_loss(output[0], target)
    style_score *= style_weight
    content_score *= content_weight
    return style_score + content_score, style_score, content_score
