# The values are right, but no gradient comes back to the images.
# loses: channel_public, channel_fresh
# %% channel_answer
def channel_of(model, module, channel):
    def answers(images):
        with torch.no_grad():
            return forward_and_return_activation(model, images, module)[:, channel]

    return answers
