# The means of red and blue are exchanged: the mean of blue is subtracted from red, and that of red from blue.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return (read_picture(path)[None] - np.float32([103.939, 116.779, 123.68]))[..., ::-1]
