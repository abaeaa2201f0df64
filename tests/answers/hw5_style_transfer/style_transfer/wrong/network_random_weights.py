# The network has random weights.
# loses: network_public, network_outputs
# %% network_model
def model_VGG():
    network = pretrained_network("random")
    network.trainable = False
    return tf.keras.Model(network.input, [network.get_layer(name).output for name in style_layers + content_layers])
