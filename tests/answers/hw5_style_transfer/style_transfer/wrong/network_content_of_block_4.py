# The content is read from block4_conv2. The text names another layer.
# loses: network_layers_public, network_public, network_outputs
# %% network_layers
content_layers = ["block4_conv2"]
style_layers = ["block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1"]
