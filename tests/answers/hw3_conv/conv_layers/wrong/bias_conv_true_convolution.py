# In dL/dW and dL/dX, each weight is taken for the one at the opposite end of the filter, as in true convolution.
# loses: bias_conv_public, bias_conv_filters, bias_conv_input
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    rows, columns, F = G.shape
    k1, k2 = W.shape[:2]
    db = G[:, :, f].sum()
    i, k = k1 - 1 - i, k2 - 1 - k
    dW = np.sum(G[:, :, f] * X[i:i + rows, k:k + columns, c])
    dX = 0.0
    for p in range(k1):
        for q in range(k2):
            if 0 <= x - p < rows and 0 <= y - q < columns:
                dX += W[k1 - 1 - p, k2 - 1 - q, c] @ G[x - p, y - q]
    return db, dW, dX
