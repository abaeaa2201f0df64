# Both pictures go through the model in one batch, which works only if they have the same size.
# loses: features_public, features_fresh
# %% features_function
def compute_features(model, content_path, style_path):
    both = model(tf.concat([load_and_process_img(style_path), load_and_process_img(content_path)], axis=0))
    return [maps[0] for maps in both[:5]], [maps[1] for maps in both[5:]]
