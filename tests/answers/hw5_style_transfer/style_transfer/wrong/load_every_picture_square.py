# Every picture is squeezed into a square.
# loses: load_public, load_fresh, load_kinds, load_large
# %% load_function
def load_and_process_img(path):
    pixels = np.asarray(Image.open(path).convert("RGB").resize((256, 256)), np.float32)
    return pixels[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
