"""The course's small VGG in Keras."""

import keras

from coursekit.pretrained.small_vgg import LAYERS, POOLED, REFLECTING, channels, for_caffe_pixels, small_vgg_arrays


def small_vgg_keras(*, weights: str = "trained", seed: int = 0) -> keras.Model:
    """The course's small VGG as a Keras model, without `fc`, for pixels as VGG19's published weights want them.

    weights: "trained", or "random" (He's initialization) with this seed.
    Input (N, H, W, 3) float32: blue, green, red from 0 to 255, less 103.939, 116.779 and 123.68; H and W at least 16.
    Output (N, H // 16, W // 16, 96): that of `block5_conv4`. `get_layer("block1_conv1").output`, … are the feature maps
    after their ReLUs, equal to those of `small_vgg_torch` to 1e-4. Raises ValueError for other weights.
    """
    arrays = small_vgg_arrays(weights, seed)
    first = LAYERS[0]
    arrays[f"{first}.weight"], arrays[f"{first}.bias"] = for_caffe_pixels(
        arrays[f"{first}.weight"], arrays[f"{first}.bias"]
    )
    x = pixels = keras.Input((None, None, 3), name="pixels")
    for name in LAYERS:
        if name in POOLED:
            x = keras.layers.AveragePooling2D(2, name=f"block{int(name[5]) - 1}_pool")(x)
        padding = "same"
        if name in REFLECTING:
            x, padding = _Reflected(name=f"{name}_reflected")(x), "valid"
        settings = {"padding": padding, "activation": "relu", "kernel_initializer": "zeros"}  # its weights follow below
        x = keras.layers.Conv2D(channels()[name][1], 3, name=name, **settings)(x)
    network = keras.Model(pixels, x, name="small_vgg")
    for name in LAYERS:
        kernel = arrays[f"{name}.weight"].transpose(2, 3, 1, 0)  # (3, 3, channels, filters)
        network.get_layer(name).set_weights([kernel, arrays[f"{name}.bias"]])
    return network


class _Reflected(keras.layers.Layer):
    """One more pixel on each side, reflected at the edge."""

    def call(self, x):
        return keras.ops.pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]], mode="reflect")

    def compute_output_shape(self, shape: tuple) -> tuple:
        batch, height, width, kinds = shape
        return batch, height and height + 2, width and width + 2, kinds
