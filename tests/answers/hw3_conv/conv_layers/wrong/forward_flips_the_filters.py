# The filters are turned by 180 degrees: the layer computes valid convolutions. It should filter.
# loses: conv_forward_public, conv_forward_values, conv_forward_edge, conv_backward_public
# %% conv_forward
def conv_forward(x, w):
    N, C, H, W = x.shape
    F, _, h, k = w.shape
    out = np.zeros((N, F, H - h + 1, W - k + 1))
    for n in range(N):
        for f in range(F):
            for c in range(C):
                out[n, f] += convolve_valid(x[n, c], w[f, c])
    return out, (x, w)
