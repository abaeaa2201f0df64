# A grey file gives one channel, and a file with opacity gives four. Every picture should have three.
# loses: load_kinds
# %% load_function
def load_and_process_img(path):
    image = Image.open(path)
    image.thumbnail((256, 256))
    return np.asarray(image, np.float32)[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
