# Loops and append; counted by the names.
# %% features_function
def compute_features(model, content_path, style_path):
    style_outputs = model(tf.convert_to_tensor(load_and_process_img(style_path)))
    content_outputs = model(tf.convert_to_tensor(load_and_process_img(content_path)))
    style_features, content_features = [], []
    for number, output in enumerate(style_outputs):
        if number < len(style_layers):
            style_features.append(output[0])
    for output in content_outputs[-len(content_layers):]:
        content_features.append(output[0])
    return style_features, content_features
