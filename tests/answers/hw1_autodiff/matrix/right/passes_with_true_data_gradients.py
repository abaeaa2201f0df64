# The gradients of X and Y are computed too; z as an array without axes; ReLU by clip.
# %% forward_pass
def forward(X, Y, W1, W2, W3):
    V1 = np.matmul(W1, X)
    V2 = V1.clip(min=0)
    V3 = np.matmul(W2, V2)
    V4 = V3.clip(min=0)
    V5 = np.matmul(W3, V4)
    D = np.subtract(Y, V5)
    return {**locals(), "z": np.array(0.5 * np.trace(D.T @ D))}

# %% backward_pass
def backward(values):
    X, V1, V2, V3, V4, D = (values[name] for name in ("X", "V1", "V2", "V3", "V4", "D"))
    g5 = -D
    g4 = values["W3"].T @ g5
    g3 = np.heaviside(V3, 0) * g4
    g2 = values["W2"].T @ g3
    g1 = np.heaviside(V1, 0) * g2
    return {"z": np.array(1.0), "D": D, "Y": D, "V5": g5, "V4": g4, "V3": g3, "V2": g2, "V1": g1, "W3": g5 @ V4.T,
            "W2": g3 @ V2.T, "W1": g1 @ X.T, "X": values["W1"].T @ g1}
