# The filters' gradient is the images' mean, though the upstream gradient holds the 1/N of the loss.
# loses: conv_backward_public, conv_backward_values, conv_backward_edge
# %% conv_backward
def conv_backward(dout, cache):
    images, filters = cache
    height, width = filters.shape[2:]
    rows, columns = dout.shape[2:]
    dx, dw = np.zeros(images.shape), np.zeros(filters.shape)
    for p in range(height):
        for q in range(width):
            seen = (slice(None), slice(None), slice(p, p + rows), slice(q, q + columns))
            of_each_image = np.einsum("nfij,ncij->nfc", dout, images[seen])
            dw[:, :, p, q] = np.mean(of_each_image, axis=0)
            dx[seen] += np.einsum("nfij,fc->ncij", dout, filters[:, :, p, q])
    return dx, dw
