# All channels of `module` are returned, not only the one asked for.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)
