# The root is taken of v before it is corrected: the correction of v stands outside the root.
# loses: adam_public, adam_steps, adam_settings, adam_generator, adam_apart, adam_left_alone, adam_zero_grad, adam_first_step
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
            for p, m, v in zip(self.params, self.m, self.v):
                if p.grad is None:
                    continue
                m *= self.b1
                m += (1 - self.b1) * p.grad
                v *= self.b2
                v += (1 - self.b2) * p.grad**2
                m_hat = m / (1 - self.b1**self.t)
                root = torch.sqrt(v) / (1 - self.b2**self.t)
                p -= self.lr * m_hat / (root + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
