# Height and width are exchanged, so the picture lies on its side.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path)[None, ..., ::-1].transpose(0, 2, 1, 3) - np.float32([103.939, 116.779, 123.68])
