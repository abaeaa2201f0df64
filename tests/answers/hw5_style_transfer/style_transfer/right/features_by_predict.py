# By model.predict, as arrays.
# %% features_function
def compute_features(model, content_path, style_path):
    style = model.predict(load_and_process_img(style_path), verbose=0)
    content = model.predict(load_and_process_img(content_path), verbose=0)
    return [maps[0] for maps in style[:5]], [maps[0] for maps in content[5:]]
