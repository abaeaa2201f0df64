# The style features are Gram matrices. The feature maps themselves are asked for.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    of_style, of_content = (model(load_and_process_img(path)) for path in (style_path, content_path))
    return [gram_matrix(maps[0]) for maps in of_style[:5]], [maps[0] for maps in of_content[5:]]
