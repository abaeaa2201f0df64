# The fully connected layer by loops over the examples, with lists where others have tuples, and db of shape (1, M).
# %% fc_forward
def fc_forward(x, w, b):
    out = np.zeros((x.shape[0], w.shape[1]))
    for n in range(x.shape[0]):
        out[n] = x[n].dot(w) + b
    return [out, [x, w]]

# %% fc_elements
def fc_elements(x, w, dout, n, i, j):
    dw_ij = db_j = dx_ni = 0
    for k in range(dout.shape[0]):
        dw_ij += x[k, i] * dout[k, j]
        db_j += dout[k, j]
    for m in range(dout.shape[1]):
        dx_ni += dout[n, m] * w[i, m]
    return [dw_ij, db_j, dx_ni]

# %% fc_backward
def fc_backward(dout, cache):
    x, w = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros((1, w.shape[1]))
    for n in range(len(dout)):
        dx[n] = w @ dout[n]
        dw += np.outer(x[n], dout[n])
        db[0] += dout[n]
    return [dx, dw, db]
