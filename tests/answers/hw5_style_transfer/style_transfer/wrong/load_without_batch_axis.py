# The batch axis is missing: the result has only three axes.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path)[..., ::-1] - np.float32([103.939, 116.779, 123.68])
