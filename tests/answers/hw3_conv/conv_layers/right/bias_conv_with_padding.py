# G surrounded by zeros, so that no index is ever outside.
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    k1, k2 = W.shape[0], W.shape[1]
    around = np.pad(G, ((k1 - 1, k1 - 1), (k2 - 1, k2 - 1), (0, 0)))
    db = np.sum(G, axis=(0, 1))[f]
    dW = np.vdot(G[:, :, f], X[i:i + G.shape[0], k:k + G.shape[1], c])
    dX = np.sum(around[x:x + k1, y:y + k2] * W[::-1, ::-1, c])
    return db, dW, dX
