# The means are rounded and subtracted in uint8, which wraps around.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path)[None, ..., ::-1] - np.uint8([104, 117, 124])
