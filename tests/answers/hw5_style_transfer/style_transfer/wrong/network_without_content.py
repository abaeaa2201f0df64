# The maps of the content layer are missing from the outputs.
# loses: network_public, network_outputs
# %% network_model
def model_VGG():
    network = pretrained_network()
    network.trainable = False
    return tf.keras.Model(network.input, [network.get_layer(name).output for name in style_layers])
