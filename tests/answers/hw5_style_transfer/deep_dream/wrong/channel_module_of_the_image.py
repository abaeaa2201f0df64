# The images go straight into `module`, past the layers before it: right only for the first layer of the model.
# loses: channel_public, channel_hooks, channel_fresh
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: module(images)[:, channel]
