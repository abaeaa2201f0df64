# The maps of the content layer are the first output. They should come after those of the style layers.
# loses: network_public, network_outputs
# %% network_model
def model_VGG():
    network = pretrained_network()
    network.trainable = False
    return tf.keras.Model(network.input, [network.get_layer(name).output for name in content_layers + style_layers])
