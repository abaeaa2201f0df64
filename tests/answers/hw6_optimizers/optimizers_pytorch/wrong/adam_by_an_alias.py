# PyTorch's own Adam does the work under another name. Nothing of `torch.optim` may be used in an answer.
# loses: adam_public, adam_steps, adam_settings, adam_generator, adam_apart, adam_left_alone, adam_zero_grad, adam_first_step
# %% +after setup_steps
from torch.optim import Adam as Ready

# %% adam_class
class Adam:
    """Adam (Kingma, Ba, 2015, Algorithm 1) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.inner = Ready(params, lr=lr, betas=betas, eps=eps)

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        self.inner.step()

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        self.inner.zero_grad()
