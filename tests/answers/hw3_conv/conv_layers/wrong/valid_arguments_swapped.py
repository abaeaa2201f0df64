# The image and the kernel are exchanged: a slides over b.
# loses: conv2d_valid_public, conv2d_valid_fresh, conv2d_edge
# %% conv2d_valid
from scipy.signal import convolve2d

def convolve_valid(a, b):
    ha, wa = a.shape
    hb, wb = b.shape
    flipped = a[::-1, ::-1]
    out = np.zeros((max(hb - ha + 1, 0), max(wb - wa + 1, 0)))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = np.sum(b[i:i + ha, j:j + wa] * flipped)
    return out
