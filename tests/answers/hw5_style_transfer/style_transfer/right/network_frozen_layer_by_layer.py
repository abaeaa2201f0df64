# Each layer is frozen by itself, after the model is made.
# %% network_model
def model_VGG():
    network = pretrained_network()
    outputs = []
    for name in style_layers:
        outputs.append(network.get_layer(name).output)
    for name in content_layers:
        outputs.append(network.get_layer(name).output)
    model = tf.keras.models.Model(inputs=network.inputs, outputs=outputs)
    for layer in model.layers:
        layer.trainable = False
    return model
