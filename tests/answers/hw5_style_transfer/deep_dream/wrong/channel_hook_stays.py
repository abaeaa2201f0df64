# A hook is left in the network after a call.
# loses: channel_hooks
# %% channel_answer
def channel_of(model, module, channel):
    found = []
    module.register_forward_hook(lambda module, inputs, output: found.append(output))

    def answers(images):
        model(images)
        return found[-1][:, channel]

    return answers
