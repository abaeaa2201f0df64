# Keras's own preprocessing.
# %% load_function
def load_and_process_img(path):
    pixels = tf.keras.utils.img_to_array(read_picture(path))
    return tf.keras.applications.vgg19.preprocess_input(pixels[None])
