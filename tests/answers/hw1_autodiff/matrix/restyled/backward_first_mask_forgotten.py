# The gradient passes the lower ReLU untouched: V1.g is simply V2.g.
# loses: backward_public, backward_bottom, backward_single, backward_values_kept
# %% backward_pass
def backward(values):
    gradients = {"z": 1.0, "D": values["D"], "V5": -1 * values["D"]}

    def through_product(layer, above, below):
        """The gradients of W and of H, given that of W H."""
        upstream = gradients[above]
        gradients[f"W{layer}"] = np.einsum("ie,je->ij", upstream, values[below])
        return np.einsum("ij,ie->je", values[f"W{layer}"], upstream)

    gradients["V4"] = through_product(3, "V5", "V4")
    gradients["V3"] = np.where(values["V3"] <= 0, 0.0, gradients["V4"])
    gradients["V2"] = through_product(2, "V3", "V2")
    gradients["V1"] = gradients["V2"].copy()
    through_product(1, "V1", "X")
    return gradients
