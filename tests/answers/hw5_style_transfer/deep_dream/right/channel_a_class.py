# An object that can be called.
# %% channel_answer
class Channel:
    def __init__(self, model, module, channel):
        self.arguments, self.channel = (model, module), channel

    def __call__(self, images):
        model, module = self.arguments
        maps = forward_and_return_activation(model, images, module)
        return maps.unbind(dim=1)[self.channel]


def channel_of(model, module, channel):
    return Channel(model, module, channel)
