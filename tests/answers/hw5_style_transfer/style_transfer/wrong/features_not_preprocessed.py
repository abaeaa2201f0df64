# The pictures go into the model as read_picture returns them: red first, and without their means subtracted.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    of_style, of_content = (model(tf.cast(read_picture(path)[None], tf.float32)) for path in (style_path, content_path))
    return [maps[0] for maps in of_style[:5]], [maps[0] for maps in of_content[5:]]
