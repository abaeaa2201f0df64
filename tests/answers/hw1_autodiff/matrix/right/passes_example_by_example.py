# A loop over the examples; zeros for the data.
# %% forward_pass
def relu(v):
    return v * (v > 0)


def forward(X, Y, W1, W2, W3):
    nodes = {name: [] for name in ("V1", "V2", "V3", "V4", "V5", "D")}
    z = 0.0
    for n in range(X.shape[1]):
        v1 = W1.dot(X[:, n])
        v2 = relu(v1)
        v3 = W2.dot(v2)
        v4 = relu(v3)
        v5 = W3.dot(v4)
        d = Y[:, n] - v5
        z += 0.5 * d.dot(d)
        for name, column in zip(nodes, (v1, v2, v3, v4, v5, d)):
            nodes[name].append(column)
    columns = {name: np.array(rows).T.copy() for name, rows in nodes.items()}
    return {"X": X, "Y": Y, "W1": W1, "W2": W2, "W3": W3, **columns, "z": np.float64(z)}

# %% backward_pass
def backward(values):
    v = values
    g = {name: np.zeros_like(v[name]) for name in v if name != "z"}
    g["z"] = 1.0
    for n in range(v["X"].shape[1]):
        g["D"][:, n] = v["D"][:, n]
        g["V5"][:, n] = -v["D"][:, n]
        g["W3"] += np.outer(g["V5"][:, n], v["V4"][:, n])
        g["V4"][:, n] = v["W3"].T.dot(g["V5"][:, n])
        g["V3"][:, n] = g["V4"][:, n] * (v["V4"][:, n] > 0)
        g["W2"] += np.outer(g["V3"][:, n], v["V2"][:, n])
        g["V2"][:, n] = v["W2"].T.dot(g["V3"][:, n])
        g["V1"][:, n] = g["V2"][:, n] * (v["V2"][:, n] > 0)
        g["W1"] += np.outer(g["V1"][:, n], v["X"][:, n])
    return g
