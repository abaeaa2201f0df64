# One of the model's scores is returned instead of a channel of `module`.
# loses: channel_public, channel_fresh, channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    return lambda images: model(images)[:, channel]
