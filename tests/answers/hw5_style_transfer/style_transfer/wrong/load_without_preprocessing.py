# The pixels are returned as they are: red comes first, and no means are subtracted.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path).astype(np.float32)[None]
