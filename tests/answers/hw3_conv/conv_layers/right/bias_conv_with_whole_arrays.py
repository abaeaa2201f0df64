# All of the three gradients as arrays, of which one entry each is returned, as arrays without axes.
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    k1, k2 = W.shape[:2]
    for d1, d2 in np.ndindex(G.shape[:2]):
        dX[d1:d1 + k1, d2:d2 + k2] += W @ G[d1, d2]
        dW += X[d1:d1 + k1, d2:d2 + k2, :, None] * G[d1, d2]
    return G.sum((0, 1))[f], dW[i, k, c, f], dX[x, y, c]
