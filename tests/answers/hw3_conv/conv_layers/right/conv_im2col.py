# im2col: every patch becomes a row, the filters a matrix; the backward pass adds the patches up again.
# %% conv_forward
def im2col(x, h, w):
    N, C, H, W = x.shape
    cols = [x[:, :, i:i + h, j:j + w].reshape(N, -1) for i in range(H - h + 1) for j in range(W - w + 1)]
    return np.stack(cols, axis=1)  # (N, places, C h w)


def conv_forward(x, w):
    N, C, H, W = x.shape
    F, _, h, k = w.shape
    cols = im2col(x, h, k)
    out = cols @ w.reshape(F, -1).T
    return out.transpose(0, 2, 1).reshape(N, F, H - h + 1, W - k + 1), {"cols": cols, "shape": x.shape, "w": w}

# %% conv_backward
def conv_backward(dout, cache):
    cols, (N, C, H, W), w = cache["cols"], cache["shape"], cache["w"]
    F, _, h, k = w.shape
    flat = dout.reshape(N, F, -1).transpose(0, 2, 1)
    dw = np.tensordot(flat, cols, axes=([0, 1], [0, 1])).reshape(w.shape)
    dcols = flat @ w.reshape(F, -1)
    dx, place = np.zeros((N, C, H, W)), 0
    for i in range(H - h + 1):
        for j in range(W - k + 1):
            dx[:, :, i:i + h, j:j + k] += dcols[:, place].reshape(N, C, h, k)
            place += 1
    return dx, dw
