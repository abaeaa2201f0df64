# scipy.ndimage, cut to what lies inside; full convolution from the padded image.
# %% conv2d_filter
def filter_valid(a, b):
    hb, wb = b.shape
    out = np.zeros((a.shape[0] - hb + 1, a.shape[1] - wb + 1))
    for p in range(hb):
        for q in range(wb):
            out += b[p, q] * a[p:p + out.shape[0], q:q + out.shape[1]]
    return out

# %% conv2d_valid
from scipy import ndimage

def convolve_valid(a, b):
    whole = ndimage.convolve(a, b, mode="constant", origin=0)
    top, left = (b.shape[0] - 1) - (b.shape[0] - 1) // 2 - (b.shape[0] + 1) % 2, (b.shape[1] - 1) - (b.shape[1] - 1) // 2 - (b.shape[1] + 1) % 2
    return whole[top:top + a.shape[0] - b.shape[0] + 1, left:left + a.shape[1] - b.shape[1] + 1]

# %% conv2d_full
def convolve_full(a, b):
    out = np.zeros((a.shape[0] + b.shape[0] - 1, a.shape[1] + b.shape[1] - 1))
    for (i, j), value in np.ndenumerate(a):
        out[i:i + b.shape[0], j:j + b.shape[1]] += value * b
    return out
