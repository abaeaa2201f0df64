# dL/db[f] is summed over the maps of all filters. b[f] is added to map f only.
# loses: bias_conv_public, bias_conv_bias
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    rows, columns, F = G.shape
    dW = np.sum(G[:, :, f] * X[i:i + rows, k:k + columns, c])
    dX = 0.0
    for p in range(W.shape[0]):
        for q in range(W.shape[1]):
            if 0 <= x - p < rows and 0 <= y - q < columns:
                dX += W[p, q, c] @ G[x - p, y - q]
    return G.sum(), dW, dX
