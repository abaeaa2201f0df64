# A score of the network in place of the channel.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: model(images)[:, channel]
