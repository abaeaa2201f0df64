# s is corrected for its start at 0, as in Adam. RMSprop has no bias correction.
# loses: rmsprop_public, rmsprop_steps, rmsprop_settings, rmsprop_generator, rmsprop_apart, rmsprop_left_alone, rmsprop_zero_grad
# %% rmsprop_class
class RMSprop:
    """RMSprop (Tieleman, Hinton, 2012), without momentum, for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.s = [torch.zeros_like(p) for p in self.params]
        self.t = 0

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        self.t += 1
        with torch.no_grad():
            for p, s in zip(self.params, self.s):
                if p.grad is None:
                    continue
                s *= self.alpha
                s += (1 - self.alpha) * p.grad**2
                p -= self.lr * p.grad / (torch.sqrt(s / (1 - self.alpha**self.t)) + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
