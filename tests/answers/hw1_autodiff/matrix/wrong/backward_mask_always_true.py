# V3.g equals V4.g: the mask of the second ReLU is missing, or it is true everywhere (V4 is never negative).
# loses: backward_public, backward_middle, backward_bottom, backward_single, backward_values_kept
# %% backward_pass
def backward(values):
    v, g = values, {"z": 1.0, "D": values["D"], "V5": -values["D"]}
    g["W3"] = g["V5"] @ v["V4"].T
    g["V4"] = v["W3"].T @ g["V5"]
    g["V3"] = g["V4"] * (v["V4"] >= 0)
    g["W2"] = g["V3"] @ v["V2"].T
    g["V2"] = v["W2"].T @ g["V3"]
    g["V1"] = g["V2"] * (v["V1"] > 0)
    g["W1"] = g["V1"] @ v["X"].T
    return g
