"""Trained convolutional networks: `pretrained.squeezenet1_1()`, `pretrained.resnet18()`, …

Trained on ImageNet by others: their weights have to be fetched once
    squeezenet1_1         in PyTorch
    resnet18              in PyTorch
    imagenet_network      the one of the two that has been fetched, with a last layer `fc`
    with_linear_layer     SqueezeNet with a last layer `fc`, as other networks have it
"""

from coursekit.lazy import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "imagenet": ["imagenet_network"],
        "resnet": ["resnet18"],
        "squeezenet": ["squeezenet1_1", "with_linear_layer"],
    },
)
