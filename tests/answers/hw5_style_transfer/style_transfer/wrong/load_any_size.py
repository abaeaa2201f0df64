# A large picture keeps its full size. Its longer side should have at most 256 pixels.
# loses: load_large
# %% load_function
def load_and_process_img(path):
    pixels = np.asarray(Image.open(path).convert("RGB"), np.float32)
    return pixels[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
