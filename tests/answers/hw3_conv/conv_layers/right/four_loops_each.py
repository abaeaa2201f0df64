# The definitions as they are printed: loops over everything.
# %% conv2d_filter
def filter_valid(a, b):
    Ha, Wa = a.shape
    Hb, Wb = b.shape
    out = np.zeros((Ha - Hb + 1, Wa - Wb + 1))
    for i in range(Ha - Hb + 1):
        for j in range(Wa - Wb + 1):
            for p in range(Hb):
                for q in range(Wb):
                    out[i, j] += a[i + p, j + q] * b[p, q]
    return out

# %% conv2d_valid
def convolve_valid(a, b):
    Ha, Wa = a.shape
    Hb, Wb = b.shape
    out = np.zeros((Ha - Hb + 1, Wa - Wb + 1))
    for i in range(1, Ha - Hb + 2):
        for j in range(1, Wa - Wb + 2):
            for m in range(i, i + Hb):
                for n in range(j, j + Wb):
                    out[i - 1, j - 1] += a[m - 1, n - 1] * b[i - m + Hb - 1, j - n + Wb - 1]
    return out

# %% conv2d_full
def convolve_full(a, b):
    Ha, Wa = a.shape
    Hb, Wb = b.shape
    out = np.zeros((Ha + Hb - 1, Wa + Wb - 1))
    for i in range(1, Ha + Hb):
        for j in range(1, Wa + Wb):
            for m in range(max(1, i - Hb + 1), min(i, Ha) + 1):
                for n in range(max(1, j - Wb + 1), min(j, Wa) + 1):
                    out[i - 1, j - 1] += a[m - 1, n - 1] * b[i - m, j - n]
    return out
