# A new optimizer goes on with the sums of an earlier one. Each optimizer needs sums of its own.
# loses: adagrad_settings, adagrad_generator, adagrad_apart, adagrad_zero_grad
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    r = {}

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.params = list(params)
        self.lr = lr
        self.eps = eps
        for number, p in enumerate(self.params):
            self.r.setdefault((number, p.shape), torch.zeros_like(p))

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        with torch.no_grad():
            for number, p in enumerate(self.params):
                if p.grad is None:
                    continue
                r = self.r[number, p.shape]
                r += p.grad**2
                p -= self.lr * p.grad / (torch.sqrt(r) + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
