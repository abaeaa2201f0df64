# Parameters of equal shape share one state. Every parameter needs a state of its own.
# loses: adagrad_apart
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.params = list(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                if p.shape not in self.state:
                    self.state[p.shape] = torch.zeros_like(p)
                r = self.state[p.shape]
                r += p.grad**2
                p -= self.lr * p.grad / (torch.sqrt(r) + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
