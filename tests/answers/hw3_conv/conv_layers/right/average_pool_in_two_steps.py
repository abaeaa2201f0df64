# First along the rows, then along the columns: two matrix products.
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    def weights(size, window, outputs):
        matrix = np.zeros((outputs, size))
        for i in range(outputs):
            matrix[i, i * pool_param["stride"]:i * pool_param["stride"] + window] = 1 / window
        return matrix
    down = weights(x_shape[2], pool_param["pool_height"], dout.shape[2])
    across = weights(x_shape[3], pool_param["pool_width"], dout.shape[3])
    return down.T @ dout @ across
