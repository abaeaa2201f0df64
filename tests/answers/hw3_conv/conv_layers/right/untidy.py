# Prints, unused variables, comments of the student's own, intermediate arrays of another kind.
# %% conv2d_filter
def filter_valid(a, b):
    # my solution (works!!)
    print("filter", a.shape, b.shape)
    H = a.shape[0] - b.shape[0] + 1
    W = a.shape[1] - b.shape[1] + 1
    result = []
    for i in range(H):
        row = []
        for j in range(W):
            tmp = a[i:(i + b.shape[0]), j:(j + b.shape[1])] * b
            row.append(tmp.sum())
        result.append(row)
    result = np.array(result)
    return result

# %% conv_forward
def conv_forward(x, w):
    out = None
    cache = None
    n = x.shape[0]
    f = w.shape[0]
    hout = 1 + (x.shape[2] - w.shape[2])
    wout = 1 + (x.shape[3] - w.shape[3])
    out = np.zeros([n, f, hout, wout])
    for nn in range(n):
        for ff in range(f):
            for i in range(hout):
                for j in range(wout):
                    out[nn, ff, i, j] = (x[nn, :, i:i + w.shape[2], j:j + w.shape[3]] * w[ff]).sum()
    #print(out)
    cache = (x, w, out)
    return out, cache

# %% conv_backward
def conv_backward(dout, cache):
    x, w, _ = cache
    dx = np.zeros_like(x); dw = np.zeros_like(w)
    n, f, hout, wout = dout.shape
    for nn in range(n):
        for ff in range(f):
            for i in range(hout):
                for j in range(wout):
                    dw[ff] += x[nn, :, i:i + w.shape[2], j:j + w.shape[3]] * dout[nn, ff, i, j]
                    dx[nn, :, i:i + w.shape[2], j:j + w.shape[3]] += w[ff] * dout[nn, ff, i, j]
    return dx, dw
