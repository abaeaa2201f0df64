# New tensors are put back into the list.
# %% rmsprop_class
class RMSprop:
    """RMSprop (Tieleman, Hinton, 2012), without momentum, for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        self.params = list(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.s = [torch.zeros_like(p) for p in self.params]

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.data
            self.s[i] = self.alpha * self.s[i] + (1 - self.alpha) * g * g
            p.data -= self.lr * g / (self.s[i] ** 0.5 + self.eps)

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        for p in self.params:
            p.grad = None
