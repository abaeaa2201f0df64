# A weighted sum of moved images.
# %% blur_answer
def blur(images, sigma):
    r = int(3 * sigma) + 1
    for axis, frame in ((3, (r, r, 0, 0)), (2, (0, 0, r, r))):
        padded, n = functional.pad(images, frame, mode="reflect"), images.shape[axis]
        weights = [float(np.exp(-(d**2) / 2 / sigma**2)) for d in range(-r, r + 1)]
        images = sum(w * padded.narrow(axis, k, n) for k, w in enumerate(weights)) / sum(weights)
    return images
