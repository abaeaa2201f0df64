# The upstream gradient is divided by the square of pool_height: right only for square windows.
# loses: average_pool_public, average_pool_values, average_pool_overlap
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x_shape)
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            dx[:, :, i * s:i * s + h, j * s:j * s + w] += dout[:, :, i:i + 1, j:j + 1] / h**2
    return dx
