# All parameters at once, with PyTorch's functions for lists of tensors.
# %% adam_class
class Adam:
    """Adam (Kingma, Ba, 2015, Algorithm 1) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.b1, self.b2 = betas
        self.eps = eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        self.t += 1
        with torch.no_grad():
            rows = [row for row in zip(self.params, self.m, self.v) if row[0].grad is not None]
            ps, ms, vs = map(list, zip(*rows))
            gs = [p.grad for p in ps]
            torch._foreach_mul_(ms, self.b1)
            torch._foreach_add_(ms, gs, alpha=1 - self.b1)
            torch._foreach_mul_(vs, self.b2)
            torch._foreach_addcmul_(vs, gs, gs, value=1 - self.b2)
            for p, m, v in zip(ps, ms, vs):
                p -= self.lr * (m / (1 - self.b1**self.t)) / ((v / (1 - self.b2**self.t)).sqrt() + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
