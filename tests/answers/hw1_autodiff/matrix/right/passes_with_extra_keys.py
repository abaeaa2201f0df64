# Masks and a step are kept among the values; gradients of the data are there as well, one of them None.
# %% forward_pass
def forward(X, Y, W1, W2, W3):
    values = {"X": X, "Y": Y, "W1": W1, "W2": W2, "W3": W3, "name": "three layers"}
    values["V1"] = np.einsum("hd,dn->hn", W1, X)
    values["M1"] = values["V1"] > 0
    values["V2"] = np.where(values["M1"], values["V1"], 0.0)
    values["V3"] = np.einsum("kh,hn->kn", W2, values["V2"])
    values["M3"] = values["V3"] > 0
    values["V4"] = np.where(values["M3"], values["V3"], 0.0)
    values["V5"] = np.einsum("kh,hn->kn", W3, values["V4"])
    values["D"] = Y - values["V5"]
    values["z"] = float(np.linalg.norm(values["D"]) ** 2 / 2)
    return values

# %% backward_pass
def backward(values):
    g = {"z": 1, "D": values["D"].copy(), "X": None}
    g["Y"] = g["D"].copy()
    g["V5"] = -g["D"]
    g["W3"] = np.einsum("kn,hn->kh", g["V5"], values["V4"])
    g["V4"] = np.einsum("kh,kn->hn", values["W3"], g["V5"])
    g["V3"] = np.where(values["M3"], g["V4"], 0.0)
    g["W2"] = np.einsum("kn,hn->kh", g["V3"], values["V2"])
    g["V2"] = np.einsum("kh,kn->hn", values["W2"], g["V3"])
    g["V1"] = np.where(values["M1"], g["V2"], 0.0)
    g["W1"] = np.einsum("hn,dn->hd", g["V1"], values["X"])
    return g
