# Convolution by the Fourier transform: right to rounding.
# %% conv2d_filter
def by_fourier(a, b):
    shape = (a.shape[0] + b.shape[0] - 1, a.shape[1] + b.shape[1] - 1)
    return np.fft.irfft2(np.fft.rfft2(a, shape) * np.fft.rfft2(b, shape), shape)


def inside(a, b):
    (ha, wa), (hb, wb) = a.shape, b.shape
    return by_fourier(a, b)[hb - 1:ha, wb - 1:wa]


def filter_valid(a, b):
    return inside(a, np.flip(b))

# %% conv2d_valid
def convolve_valid(a, b):
    return inside(a, b)

# %% conv2d_full
def convolve_full(a, b):
    return by_fourier(a, b)
