# The style is read from the second convolution of each block.
# loses: network_public, network_outputs
# %% network_layers
content_layers = ["block5_conv2"]
style_layers = [f"block{block}_conv2" for block in range(1, 6)]
