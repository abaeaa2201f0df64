# The network itself, with one output.
# loses: network_public, network_outputs
# %% network_model
def model_VGG():
    network = pretrained_network()
    network.trainable = False
    return network
