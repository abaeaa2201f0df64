# The batch axis is squeezed off; tuples are returned.
# %% features_function
def compute_features(model, content_path, style_path):
    style = model(load_and_process_img(style_path))[:5]
    content = model(load_and_process_img(content_path))[5:]
    return tuple(tf.squeeze(maps, 0) for maps in style), tuple(tf.squeeze(maps, 0) for maps in content)
