# The argument `eps` is ignored: a small fixed number is used instead.
# loses: adagrad_settings
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.params = list(params)
        self.lr = lr
        self.eps = 1e-8
        self.r = [torch.zeros_like(p) for p in self.params]

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        with torch.no_grad():
            for p, r in zip(self.params, self.r):
                if p.grad is None:
                    continue
                r += p.grad**2
                p -= self.lr * p.grad / (torch.sqrt(r) + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
