# `step` changes the gradients. They should be left as they are.
# loses: adagrad_left_alone
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.params = list(params)
        self.lr = lr
        self.eps = eps
        self.r = [torch.zeros_like(p) for p in self.params]

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        with torch.no_grad():
            for p, r in zip(self.params, self.r):
                if p.grad is None:
                    continue
                g = p.grad
                r += g**2
                g /= torch.sqrt(r) + self.eps
                p -= self.lr * g

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
