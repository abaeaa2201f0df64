# `channel` is used on the third axis, not on the second, so a row of pixels is returned instead of a channel.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[:, :, channel]
