# The formulas are those of a convolution with the filter turned round; here it is not turned.
# loses: bias_conv_public, bias_conv_filters, bias_conv_input
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    turned = W[::-1, ::-1]
    row, column = W.shape[0] - (i + 1), W.shape[1] - (k + 1)
    db, dW, dX = 0.0, 0.0, 0.0
    for d1, d2 in np.ndindex(G.shape[:2]):
        db += G[d1, d2, f]
        dW += G[d1, d2, f] * X[d1 + row, d2 + column, c]
        p, q = x - d1, y - d2
        if p in range(W.shape[0]) and q in range(W.shape[1]):
            for g in range(G.shape[2]):
                dX += turned[p, q, c, g] * G[d1, d2, g]
    return db, dW, dX
