# The style layers are in reverse order: the last block comes first.
# loses: network_public, network_outputs
# %% network_layers
content_layers = ["block5_conv2"]
style_layers = [f"block{block}_conv1" for block in range(5, 0, -1)]
