# The loss is half the mean squared distance of an example, not half the sum of all.
# loses: forward_public, forward_values
# %% forward_pass
def forward(X, Y, W1, W2, W3):
    nodes = {"X": X, "Y": Y, "W1": W1, "W2": W2, "W3": W3}

    def positive(values):
        return np.where(values > 0, values, 0.0)

    nodes["V1"] = np.dot(W1, X)
    nodes["V2"] = positive(nodes["V1"])
    nodes["V3"] = np.dot(W2, nodes["V2"])
    nodes["V4"] = positive(nodes["V3"])
    nodes["V5"] = np.dot(W3, nodes["V4"])
    nodes["D"] = Y - nodes["V5"]
    nodes["z"] = 0.5 * np.mean(np.sum(nodes["D"] ** 2, axis=0))
    return nodes
