# Only the first layer is frozen. The weights of all others can still be trained.
# loses: network_frozen
# %% network_model
def model_VGG():
    network = pretrained_network()
    network.get_layer("block1_conv1").trainable = False
    return tf.keras.Model(network.input, [network.get_layer(name).output for name in style_layers + content_layers])
