# PyTorch's own RMSprop does the work. Nothing of `torch.optim` may be used in an answer.
# loses: rmsprop_public, rmsprop_steps, rmsprop_settings, rmsprop_generator, rmsprop_apart, rmsprop_left_alone, rmsprop_zero_grad
# %% rmsprop_class
class RMSprop:
    """RMSprop (Tieleman, Hinton, 2012), without momentum, for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        self.inner = torch.optim.RMSprop(list(params), lr=lr, alpha=alpha, eps=eps)

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        self.inner.step()

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        self.inner.zero_grad()
