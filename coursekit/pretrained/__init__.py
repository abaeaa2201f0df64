"""Trained convolutional networks, to be used as they are: `pretrained.small_vgg_torch()`, …

The course's own small network, whose weights come with coursekit
    small_vgg_torch       in PyTorch
    small_vgg_keras       in Keras
"""

from coursekit.lazy import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    {
        "small_vgg_in_keras": ["small_vgg_keras"],
        "small_vgg_in_torch": ["small_vgg_torch"],
    },
)
