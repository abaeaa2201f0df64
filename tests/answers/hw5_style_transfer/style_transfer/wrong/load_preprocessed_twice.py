# Both steps are done twice: the channels are turned back to red, green, blue, and the means are subtracted a second
# time.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    pixels = read_picture(path).astype(np.float32)[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
    return tf.keras.applications.vgg19.preprocess_input(pixels)
