# dL/dW[i, k, c, f] is summed over all channels of the image. This weight only meets channel c.
# loses: bias_conv_public, bias_conv_filters
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    rows, columns, F = G.shape
    db = G[:, :, f].sum()
    dW = np.sum(G[:, :, f] * X[i:i + rows, k:k + columns].sum(axis=2))
    dX = 0.0
    for p in range(W.shape[0]):
        for q in range(W.shape[1]):
            if 0 <= x - p < rows and 0 <= y - q < columns:
                dX += W[p, q, c] @ G[x - p, y - q]
    return db, dW, dX
