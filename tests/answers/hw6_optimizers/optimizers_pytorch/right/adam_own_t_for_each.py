# Every parameter has a state of its own, t included, in a dictionary.
# %% adam_class
class Adam:
    """Adam (Kingma, Ba, 2015, Algorithm 1) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, 0.0, 0.0))
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad**2
            self.state[p] = t, m, v
            p.copy_(p - self.lr * (m / (1 - b1**t)) / ((v / (1 - b2**t)).sqrt() + self.eps))

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
