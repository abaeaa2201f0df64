# The gradients of the two layers have changed places.
# loses: mlp_backward_public, mlp_backward_values, mlp_backward_functions, mlp_backward_single, mlp_next_batch, mlp_extremes
# %% mlp_class
class MLP:
    """Linear - f - Linear - g, for batches: x (N, n) in, y_hat (N, K) out. f and g: "relu", "sigmoid" or "identity"."""

    def __init__(
        self, linear_1_in_features, linear_1_out_features, f_function,
        linear_2_in_features, linear_2_out_features, g_function,
    ):  # fmt: skip
        sizes = {"W1": (linear_1_out_features, linear_1_in_features), "b1": (linear_1_out_features,)}
        sizes |= {"W2": (linear_2_out_features, linear_2_in_features), "b2": (linear_2_out_features,)}
        self.f_function, self.g_function = f_function, g_function
        self.parameters = {name: torch.randn(size) for name, size in sizes.items()}
        self.grads = {f"dJd{name}": torch.zeros(size) for name, size in sizes.items()}
        self.cache = {}

    def clear_grad_and_cache(self):
        """Set all gradients to 0 and forget the cache."""
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}

    def forward(self, x):
        """x: (N, n). Returns y_hat: (N, K); finite, however large the numbers within. Fills self.cache."""
        act = {"relu": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda s: s}
        a1 = act[self.f_function](x @ self.parameters["W1"].T + self.parameters["b1"])
        y_hat = act[self.g_function](a1 @ self.parameters["W2"].T + self.parameters["b2"])
        self.cache = {"x": x, "a1": a1, "y_hat": y_hat}
        return y_hat

    def backward(self, dJdy_hat):
        """dJdy_hat: (N, K). Puts dJdW1 (H, n), dJdb1 (H,), dJdW2 (K, H), dJdb2 (K,) into self.grads: no mean in here."""
        slope = {"relu": lambda a: (a > 0).float(), "sigmoid": lambda a: a * (1 - a), "identity": torch.ones_like}
        r2 = dJdy_hat * slope[self.g_function](self.cache["y_hat"])
        r1 = r2 @ self.parameters["W2"] * slope[self.f_function](self.cache["a1"])
        for name, rows, inputs in (("2", r1, self.cache["x"]), ("1", r2, self.cache["a1"])):
            self.grads[f"dJdW{name}"] = rows.T @ inputs
            self.grads[f"dJdb{name}"] = rows.sum(dim=0)

