# The axis of the channels is still there: the result has the shape (N, 1, H', W').
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: forward_and_return_activation(model, images, module)[:, channel : channel + 1]
