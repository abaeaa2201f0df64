# Where windows overlap, only the last one counts. The gradients from all of them should be added.
# loses: average_pool_public, average_pool_overlap
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x_shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, i * s:i * s + h, j * s:j * s + w] = dout[:, :, i:i + 1, j:j + 1] / (h * w)
    return dx
