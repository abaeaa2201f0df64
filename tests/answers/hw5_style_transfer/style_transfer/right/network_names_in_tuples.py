# The names are tuples.
# %% network_layers
content_layers = ("block5_conv2",)
style_layers = ("block1_conv1", "block2_conv1", "block3_conv1", "block4_conv1", "block5_conv1")
