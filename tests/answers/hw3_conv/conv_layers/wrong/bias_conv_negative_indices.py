# In dL/dX, places above or to the left of G are read at its other end, where negative indices lead. They count as zero.
# loses: bias_conv_public, bias_conv_input
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    rows, columns, F = G.shape
    db = G[:, :, f].sum()
    dW = np.sum(G[:, :, f] * X[i:i + rows, k:k + columns, c])
    dX = 0.0
    for p in range(W.shape[0]):
        for q in range(W.shape[1]):
            if x - p < rows and y - q < columns:
                dX += W[p, q, c] @ G[x - p, y - q]
    return db, dW, dX
