# If and elif, gradients set and not added, derivatives from what goes into the functions.
# %% mlp_class
class MLP:
    def __init__(self, linear_1_in_features, linear_1_out_features, f_function,
                 linear_2_in_features, linear_2_out_features, g_function):
        self.f_function = f_function
        self.g_function = g_function
        self.parameters = dict(
            W1=torch.randn(linear_1_out_features, linear_1_in_features),
            b1=torch.randn(linear_1_out_features),
            W2=torch.randn(linear_2_out_features, linear_2_in_features),
            b2=torch.randn(linear_2_out_features),
        )
        self.grads = dict(
            dJdW1=torch.zeros(linear_1_out_features, linear_1_in_features),
            dJdb1=torch.zeros(linear_1_out_features),
            dJdW2=torch.zeros(linear_2_out_features, linear_2_in_features),
            dJdb2=torch.zeros(linear_2_out_features),
        )
        self.cache = dict()

    def _function(self, name, s):
        if name == "relu":
            return s.clamp(min=0)
        elif name == "sigmoid":
            return torch.sigmoid(s)
        return s

    def _slope(self, name, s):
        if name == "relu":
            return (s >= 0) * 1.0
        elif name == "sigmoid":
            return torch.sigmoid(s) * torch.sigmoid(-s)
        return torch.ones(s.shape)

    def forward(self, x):
        s1 = torch.addmm(self.parameters["b1"], x, self.parameters["W1"].t())
        a1 = self._function(self.f_function, s1)
        s2 = torch.mm(a1, self.parameters["W2"].t()) + self.parameters["b2"]
        self.cache["kept"] = (x, s1, a1, s2)
        return self._function(self.g_function, s2)

    def backward(self, dJdy_hat):
        x, s1, a1, s2 = self.cache["kept"]
        delta2 = dJdy_hat * self._slope(self.g_function, s2)
        self.grads["dJdW2"] = delta2.t().mm(a1)
        self.grads["dJdb2"] = delta2.sum(0)
        delta1 = delta2.mm(self.parameters["W2"]) * self._slope(self.f_function, s1)
        self.grads["dJdW1"] = delta1.t().mm(x)
        self.grads["dJdb1"] = delta1.sum(0)

    def clear_grad_and_cache(self):
        for grad in self.grads:
            self.grads[grad].zero_()
        self.cache = dict()
