# The style picture is resized to the size of the content picture. It should keep its own size.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    content = load_and_process_img(content_path)
    style = tf.image.resize(load_and_process_img(style_path), content.shape[1:3])
    return [maps[0] for maps in model(style)[:5]], [maps[0] for maps in model(content)[5:]]
