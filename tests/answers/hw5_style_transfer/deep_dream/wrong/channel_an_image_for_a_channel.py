# `channel` is used on the first axis, so it selects an image and not a channel.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[channel]
