# The channels are the second axis, as in PyTorch. They should be the last one.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return (read_picture(path)[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])).transpose(0, 3, 1, 2)
