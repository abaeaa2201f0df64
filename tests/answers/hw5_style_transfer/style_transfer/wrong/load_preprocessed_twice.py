# Keras's preprocessing, after the same by hand.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    pixels = read_picture(path).astype(np.float32)[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
    return tf.keras.applications.vgg19.preprocess_input(pixels)
