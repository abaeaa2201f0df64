# A loop over the channels; the fraction is cut off.
# %% deprocess_function
def deprocess_img(processed):
    x = np.copy(processed)
    if x.ndim == 4:
        x = np.squeeze(x, 0)
    if x.ndim != 3:
        raise ValueError("no picture")
    for channel, mean in enumerate((103.939, 116.779, 123.68)):
        x[:, :, channel] += mean
    x = x[:, :, ::-1]
    return np.clip(x, 0, 255).astype("uint8")
