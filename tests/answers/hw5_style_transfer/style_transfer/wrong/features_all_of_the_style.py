# The content features are maps of the style picture. The content picture is not used.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    maps = [output[0] for output in model(load_and_process_img(style_path))]
    return maps[:5], maps[5:]
