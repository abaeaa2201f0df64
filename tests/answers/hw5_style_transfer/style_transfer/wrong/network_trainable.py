# The model's weights can still be trained.
# loses: network_frozen
# %% network_model
def model_VGG():
    network = pretrained_network()
    return tf.keras.Model(network.input, [network.get_layer(name).output for name in style_layers + content_layers])
