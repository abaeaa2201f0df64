# The three operations of two images from scipy.signal, as the hand-out allows; the layer by loops over them.
# %% conv2d_filter
from scipy.signal import convolve2d, correlate2d

def filter_valid(a, b):
    return correlate2d(a, b, mode="valid")

# %% conv2d_valid
def convolve_valid(a, b):
    return convolve2d(a, b, mode="valid")

# %% conv2d_full
def convolve_full(a, b):
    return convolve2d(a, b)

# %% conv_forward
def conv_forward(x, w):
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    out = np.zeros((N, F, H - HH + 1, W - WW + 1))
    for n in range(N):
        for f in range(F):
            for c in range(C):
                out[n, f] += filter_valid(x[n, c], w[f, c])
    return out, (x, w)

# %% conv_backward
def conv_backward(dout, cache):
    x, w = cache
    dx, dw = np.zeros_like(x), np.zeros_like(w)
    N, C, _, _ = x.shape
    for n in range(N):
        for f in range(len(w)):
            for c in range(C):
                dx[n, c] += convolve_full(w[f, c], dout[n, f])
                dw[f, c] += filter_valid(x[n, c], dout[n, f])
    return dx, dw
