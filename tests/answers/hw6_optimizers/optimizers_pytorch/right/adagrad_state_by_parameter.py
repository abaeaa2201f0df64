# The state is in a dictionary by parameter, made when first needed; zeros in zero_grad.
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.params = [*params]
        self.lr, self.eps = lr, eps
        self.sums = {}

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        for p in self.params:
            if p.grad is not None:
                self.sums[p] = self.sums.get(p, 0) + p.grad.detach() ** 2
                p.data = p.data - self.lr * p.grad / (self.sums[p].sqrt() + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()
