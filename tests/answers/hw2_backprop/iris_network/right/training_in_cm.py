# The measurements stay as they are, in cm.
# %% training_prepare
def prepare(data):
    return dict(data)
