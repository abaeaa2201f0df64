# PyTorch's own Adagrad does the work. Nothing of `torch.optim` may be used in an answer.
# loses: adagrad_public, adagrad_steps, adagrad_settings, adagrad_generator, adagrad_apart, adagrad_left_alone, adagrad_zero_grad
# %% adagrad_class
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        self.inner = torch.optim.Adagrad(list(params), lr=lr, eps=eps)

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        self.inner.step()

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        self.inner.zero_grad()
