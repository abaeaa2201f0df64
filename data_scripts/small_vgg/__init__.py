"""Trains the course's small VGG, and shows its candidates side by side: `python -m data_scripts.small_vgg`.

pictures     what it is trained on: photographs of Flickr8k, CIFAR-10
teacher      SqueezeNet 1.1, from whose feature maps it learns
training     the network with batch norm, its losses, its training loop
folding      batch norm into the convolutions; activations to a mean of one
sheet        pictures that the candidates make, side by side
"""
