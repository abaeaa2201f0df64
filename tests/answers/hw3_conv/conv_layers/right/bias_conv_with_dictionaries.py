# G as a function that is 0 outside; plain sums over all indices.
# %% bias_conv_elements
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    inside = {index: value for index, value in np.ndenumerate(G)}
    g = lambda *index: inside.get(index, 0.0)
    db = sum(v for (a, b, h), v in inside.items() if h == f)
    dW = sum(v * X[a + i, b + k, c] for (a, b, h), v in inside.items() if h == f)
    dX = sum(v * g(x - a, y - b, h) for (a, b, channel, h), v in np.ndenumerate(W) if channel == c)
    return (db, dW, dX)
