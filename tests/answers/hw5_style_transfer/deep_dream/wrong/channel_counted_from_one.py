# Channels are counted from 1, not from 0, so the channel before the one asked for is returned.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[:, channel - 1]
