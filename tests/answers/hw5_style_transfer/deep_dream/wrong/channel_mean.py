# The mean of the channel is returned, a single number, instead of its maps (N, H', W').
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[:, channel].mean()
