# For each entry of the input, the windows that it lies in.
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x_shape)
    for r in range(x_shape[2]):
        for k in range(x_shape[3]):
            for i in range(dout.shape[2]):
                for j in range(dout.shape[3]):
                    if i * s <= r < i * s + h and j * s <= k < j * s + w:
                        dx[:, :, r, k] += dout[:, :, i, j] / (h * w)
    return dx
