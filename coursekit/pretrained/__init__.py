"""Trained convolutional networks, to be used as they are: `pretrained.small_vgg_torch()`, …

The course's own small network, whose weights come with coursekit
    small_vgg_torch       in PyTorch
    small_vgg_keras       in Keras

Trained on ImageNet by others: their weights have to be fetched once
    squeezenet1_1         in PyTorch
    resnet18              in PyTorch
    vgg19_keras           VGG19 without its classifier, in Keras
    imagenet_network      the one of the two that has been fetched, with a last layer `fc`
    with_linear_layer     SqueezeNet with a last layer `fc`, as other networks have it
"""

from coursekit.lazy import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "imagenet": ["imagenet_network"],
        "resnet": ["resnet18"],
        "small_vgg_in_keras": ["small_vgg_keras"],
        "small_vgg_in_torch": ["small_vgg_torch"],
        "squeezenet": ["squeezenet1_1", "with_linear_layer"],
        "vgg19": ["vgg19_keras"],
    },
)
