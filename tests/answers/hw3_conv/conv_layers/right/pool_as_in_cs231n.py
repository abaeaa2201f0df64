# As in many CS231n solutions: four loops, all maxima of a window by a mask.
# %% max_pool_forward
def max_pool_forward(x, pool_param):
    N, C, H, W = x.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    H_out, W_out = int(1 + (H - HH) / stride), int(1 + (W - WW) / stride)
    out = np.zeros((N, C, H_out, W_out))
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    out[n, c, i, j] = np.max(x[n, c, i * stride:i * stride + HH, j * stride:j * stride + WW])
    cache = (x, pool_param)
    return out, cache

# %% max_pool_backward
def max_pool_backward(dout, cache):
    x, pool_param = cache
    N, C, H_out, W_out = dout.shape
    HH, WW, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    for n in range(N):
        for c in range(C):
            for i in range(H_out):
                for j in range(W_out):
                    rows, cols = slice(i * stride, i * stride + HH), slice(j * stride, j * stride + WW)
                    window = x[n, c, rows, cols]
                    dx[n, c, rows, cols] += (window == window.max()) * dout[n, c, i, j]
    return dx
