# In dL/dX, places outside of G get the value of the nearest place inside. They count as zero.
# loses: bias_conv_public, bias_conv_input
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    rows, columns, F = G.shape
    db = G[:, :, f].sum()
    dW = np.sum(G[:, :, f] * X[i:i + rows, k:k + columns, c])
    dX = 0.0
    for p in range(W.shape[0]):
        for q in range(W.shape[1]):
            dX += W[p, q, c] @ G[np.clip(x - p, 0, rows - 1), np.clip(y - q, 0, columns - 1)]
    return db, dW, dX
