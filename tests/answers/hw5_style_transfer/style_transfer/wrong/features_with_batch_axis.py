# The maps still have their batch axis.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    of_style, of_content = (model(load_and_process_img(path)) for path in (style_path, content_path))
    return of_style[:5], of_content[5:]
