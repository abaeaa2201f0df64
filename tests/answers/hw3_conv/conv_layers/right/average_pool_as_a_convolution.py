# Average pooling's backward pass is a full convolution of dout, spread out by the stride, with a constant kernel.
# %% average_pool_backward
def average_pool_backward(dout, x_shape, pool_param):
    h, w, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x_shape
    spread = np.zeros((N, C, H - h + 1, W - w + 1))
    spread[:, :, ::s, ::s] = dout
    kernel = np.full((h, w), 1 / (h * w))
    return np.array([[convolve_full(one, kernel) for one in image] for image in spread])
