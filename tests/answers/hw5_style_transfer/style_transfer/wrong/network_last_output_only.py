# The model has only one output, that of the last layer. It should have six.
# loses: network_public, network_outputs
# %% network_model
def model_VGG():
    network = pretrained_network()
    network.trainable = False
    return network
