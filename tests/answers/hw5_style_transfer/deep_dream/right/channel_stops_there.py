# Leaves the network by an exception once the part has answered.
# %% channel_answer
class Enough(Exception):
    pass


def channel_of(model, module, channel):
    def answers(images):
        found = []

        def stop(part, given, returned):
            found.append(returned[:, channel])
            raise Enough

        handle = module.register_forward_hook(stop)
        try:
            model(images)
        except Enough:
            pass
        finally:
            handle.remove()
        return found[0]

    return answers
