# style_layers has only four names: the layer of the last block is missing.
# loses: network_layers_public, network_public, network_outputs
# %% network_layers
content_layers = ["block5_conv2"]
style_layers = [f"block{block}_conv1" for block in range(1, 5)]
