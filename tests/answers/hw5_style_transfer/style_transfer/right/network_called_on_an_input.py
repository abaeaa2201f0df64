# The layers' model is called on an input of its own.
# %% network_model
def model_VGG():
    network = pretrained_network()
    layers = tf.keras.Model(network.input, [network.get_layer(name).output for name in style_layers + content_layers])
    image = tf.keras.Input((None, None, 3))
    model = tf.keras.Model(image, layers(image))
    model.trainable = False
    return model
