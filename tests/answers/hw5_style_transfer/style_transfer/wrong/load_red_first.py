# The channels are still in the order red, green, blue, so the means of red and blue are subtracted from each other's
# channels.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    return read_picture(path)[None] - np.float32([103.939, 116.779, 123.68])
