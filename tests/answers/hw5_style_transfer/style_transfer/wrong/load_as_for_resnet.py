# Keras's preprocessing for networks from PyTorch.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    pixels = read_picture(path).astype(np.float32)[None]
    return tf.keras.applications.imagenet_utils.preprocess_input(pixels, mode="torch")
