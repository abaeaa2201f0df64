# A subclass of PyTorch's Adam.
# loses: adam_public, adam_steps, adam_settings, adam_generator, adam_apart, adam_left_alone, adam_zero_grad, adam_first_step
# %% adam_class
class Adam(torch.optim.Adam):
    """Adam, inherited."""
