# dx is dout with each entry repeated, whatever the stride: right only where the windows lie side by side and fill the
# map.
# loses: average_pool_public, average_pool_values, average_pool_overlap
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    h, w = pool_param["pool_height"], pool_param["pool_width"]
    return np.repeat(np.repeat(dout, h, axis=2), w, axis=3) / (h * w)
