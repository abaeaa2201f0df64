# The file is opened with Pillow; the result is a tensor.
# %% load_function
def load_and_process_img(path):
    image = Image.open(path).convert("RGB")
    image.thumbnail((256, 256))
    pixels = tf.cast(np.asarray(image), tf.float32)
    return tf.expand_dims(tf.reverse(pixels, [-1]) - np.float32([103.939, 116.779, 123.68]), 0)
