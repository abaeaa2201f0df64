# The gradients are measured with small steps, which has half of the digits of double precision.
# loses: torch_double
# %% torch_pass
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    weights = [torch.tensor(W) for W in (W1, W2, W3)]

    def z():
        hidden = activation(weights[1] @ activation(weights[0] @ torch.tensor(X)))
        return float(0.5 * ((torch.tensor(Y) - weights[2] @ hidden) ** 2).sum())

    gradients = {}
    for name, W in zip(("W1", "W2", "W3"), weights, strict=True):
        gradients[name] = np.zeros(W.shape)
        for place in np.ndindex(*W.shape):
            old = float(W[place])
            W[place] = old + 1e-5
            above = z()
            W[place] = old - 1e-5
            gradients[name][place] = (above - z()) / 2e-5
            W[place] = old
    return gradients
