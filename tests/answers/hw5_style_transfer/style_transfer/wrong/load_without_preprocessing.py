# The pixels as they are: red, green, blue, no means subtracted.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path).astype(np.float32)[None]
