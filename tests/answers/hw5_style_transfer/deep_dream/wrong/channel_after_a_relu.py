# Negative values of the channel become 0. What the module returns should stay as it is.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[:, channel].relu()
