# A loop over the channels, in float64.
# %% load_function
def load_and_process_img(path):
    pixels = read_picture(path).astype(float)
    means = {2: 103.939, 1: 116.779, 0: 123.68}
    return np.stack([pixels[..., k] - means[k] for k in (2, 1, 0)], axis=-1)[np.newaxis]
