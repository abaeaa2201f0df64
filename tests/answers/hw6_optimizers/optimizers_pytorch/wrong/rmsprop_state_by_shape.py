# Parameters of equal shape share one state. Every parameter needs a state of its own.
# loses: rmsprop_apart
# %% rmsprop_class
class RMSprop:
    """RMSprop (Tieleman, Hinton, 2012), without momentum, for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.alpha = alpha
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
                s = self.state[p.shape]
                s *= self.alpha
                s += (1 - self.alpha) * p.grad**2
                p -= self.lr * p.grad / (torch.sqrt(s) + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
