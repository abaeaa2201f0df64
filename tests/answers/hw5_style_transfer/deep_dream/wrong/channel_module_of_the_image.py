# Gives the images to the part itself.
# loses: channel_public, channel_hooks, channel_fresh
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: module(images)[:, channel]
