# The class inherits from PyTorch's own Adam. Nothing of `torch.optim` may be used in an answer.
# loses: adam_public, adam_steps, adam_settings, adam_generator, adam_apart, adam_left_alone, adam_zero_grad, adam_first_step
# %% adam_class
class Adam(torch.optim.Adam):
    """Adam, inherited."""
