# The two pictures are exchanged: the style features come from the content picture, and the content features from the
# style picture.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    of_style, of_content = (model(load_and_process_img(path)) for path in (content_path, style_path))
    return [maps[0] for maps in of_style[:5]], [maps[0] for maps in of_content[5:]]
