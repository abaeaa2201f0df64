# %% [markdown]
# # Style transfer: a photograph, painted
#
# So far the weights of a network were the variables. Here they stay as they are, and the *picture* is the variable: you begin with a
# photograph and change its pixels until the network sees the photograph's things in it, and a painting's strokes.
#
# **You will be able to**
#
# - bring a picture into the form that a pretrained network was trained on, and back;
# - take feature maps out of the middle of a network;
# - measure with them what a picture shows, and how it is painted;
# - optimize a picture by gradient descent, and judge what you get by looking at it.
#
# **You need**: convolution and pooling (homework 3), gradients with a tape, and Adam (homework 6 explains both, but is not needed).
#
# **Time**: about 200 minutes in three parts of 60 to 75; the computer needs about four of them.
#
# **Data**: photographs that come with scikit-learn and scikit-image, brush strokes that a program paints, and a small VGG of the
# course's own. Nothing is downloaded. With `python -m coursekit.data fetch style` and `DLBH_DATASET` set to `style` in the
# environment you paint Tübingen as Van Gogh would have; with `fetch vgg19` and `DLBH_NETWORK` set to `vgg19` you use the network of
# the paper (twenty times as slow).

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the names and
#   arguments as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong. Checks marked *hidden* are
#   empty here: their first line says what they will check, on pictures and networks unknown in advance.
# - Pictures have the shape (height, width, 3). Numbers are `float32`, and either arrays or tensors.
# - Everything in TensorFlow, Keras and Pillow may be used.
# - Stuck? Open the hints one at a time.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import os
import tempfile
from pathlib import Path

import numpy as np
from coursekit import check, pictures, pretrained, reference, remote, rng
from coursekit import brushwork, picture_file, read_picture
import tensorflow as tf
from PIL import Image

# %% tags=["setup"] nbgrader={"grade_id": "setup_files"}
files = tempfile.TemporaryDirectory(prefix="pictures-")  # is deleted when the notebook ends


def save_picture(pixels, name="picture"):
    """Write uint8 pixels into a PNG file: grey (H, W), colours (H, W, 3), or with opacity (H, W, 4). Returns its path."""
    path = str(Path(files.name) / f"{name}.png")
    Image.fromarray(pixels).save(path)
    return path


def numbers_in(value, *, shape, name, kind="f"):
    """The numbers in an array or a tensor as a NumPy array, after a check of its shape and kind."""
    library = "tensorflow" if isinstance(value, tf.Tensor) else "numpy"
    return check.array(value, shape=shape, kind=kind, name=name, library=library)


# %% [markdown]
# The two pictures, the **content** and the **style**:

# %% nbgrader={"grade_id": "pictures_choice_ungraded"}
if os.environ.get("DLBH_DATASET") == "style":
    content_path, style_path = (str(picture_file(name)) for name in ("tubingen", "starry_night"))
else:
    content_path, style_path = str(picture_file("china")), save_picture(brushwork("swirls", seed=2), "swirls")

# %% nbgrader={"grade_id": "pictures_shown_ungraded_picture"}
pictures.image_maps(
    {"content": read_picture(content_path) / 255, "style": read_picture(style_path) / 255},
    finding="The content: what is to be seen. The style: how it is to be painted.",
    columns=2,
    width=6.0,
    shows_noise=True,
)

# %% [markdown]
# ## 1. Pictures as a network wants them
#
# VGG19, the network of the paper, was trained with pictures in an unusual form: their channels are **blue, green, red**, from 0 to
# 255, and from each the mean of that channel over ImageNet was subtracted: 103.939 from blue, 116.779 from green, 123.68 from red.
# A network that gets something else does not complain: it sees blue faces and orange skies. The course's small network takes
# the same form.
#
# Write `load_and_process_img`. `read_picture(path)`, which is given, opens any file and returns uint8 (height, width, 3) in red,
# green, blue, with at most 256 pixels on the longer side. (More takes a long time: it refuses more than 512 unless you
# say `large=True`.)
#
# <details><summary>Hint 1: the order of the channels</summary>
#
# `pixels[..., ::-1]` reverses the last axis.
#
# </details>
# <details><summary>Hint 2: Keras has it built in</summary>
#
# `tf.keras.applications.vgg19.preprocess_input` does both steps for a float array (and changes its argument). Look at what it returns
# for one pixel, to be sure.
#
# </details>


# %% nbgrader={"grade_id": "load_function", "solution": true}
def load_and_process_img(path):
    """path: of a picture file. Returns float32 (1, height, width, 3): blue, green, red, less their means."""
    ### BEGIN SOLUTION
    pixels = read_picture(path).astype(np.float32)
    return pixels[None, ..., ::-1] - np.float32([103.939, 116.779, 123.68])
    ### END SOLUTION


# %% nbgrader={"grade_id": "load_public", "points": 1}
path = remote("save_picture")(np.uint8([[[10, 100, 200]] * 3] * 2))  # 2×3 pixels: red 10, green 100, blue 200
got = numbers_in(load_and_process_img(path), shape=(1, 2, 3, 3), name="the processed picture")
hint = "Expected are blue, green, red, from 0 to 255, less 103.939, 116.779, 123.68."
mistakes = {
    "the channels are still red, green, blue": np.array([-93.939, -16.779, 76.32]),
    "the means are in the order of red, green, blue": np.array([76.32, -16.779, -93.939]),
    "the means are not subtracted": np.array([200.0, 100.0, 10.0]),
    "the picture is as it was read: neither are the channels turned around nor the means subtracted": np.array(
        [10.0, 100.0, 200.0]
    ),
    "the numbers are from 0 to 1, where 0 to 255 was expected": np.array([-103.1547, -116.3868, -123.6408]),
}
right = np.array([96.061, -16.779, -113.68])
check.close(got[0, 1, 2], right, name="its last pixel", atol=1e-3, hint=hint, mistakes=mistakes)
check.passed("load_and_process_img: blue, green, red, less their means")

# %% nbgrader={"grade_id": "load_fresh", "points": 2}
# Hidden: fresh pictures in portrait and landscape format, down to a single row.
### BEGIN HIDDEN TESTS
for height, width in ((9, 5), (4, 7), (1, 6)):
    pixels = rng.integers(0, 256, size=(height, width, 3), dtype=np.uint8)
    got = load_and_process_img(remote("save_picture")(pixels))
    got = numbers_in(got, shape=(1, height, width, 3), name=f"a picture of {height}×{width} pixels")
    right = reference.load_and_process_img(save_picture(pixels))
    check.close(got, right, name=f"a picture of {height}×{width} pixels", atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "load_kinds", "points": 1}
# Hidden: files with grey pictures, and with a fourth channel for the opacity.
### BEGIN HIDDEN TESTS
grey = rng.integers(0, 256, size=(5, 8), dtype=np.uint8)
opaque = rng.integers(0, 256, size=(6, 3, 4), dtype=np.uint8)
opaque[..., 3] = 255
for kind, pixels in {"a grey picture": grey, "a picture with opacity": opaque}.items():
    right = reference.load_and_process_img(save_picture(pixels))
    got = numbers_in(load_and_process_img(remote("save_picture")(pixels)), shape=right.shape, name=kind)
    check.close(got, right, name=kind, atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "load_large", "points": 1}
# Hidden: a picture of 480×320 pixels is reduced to 256 on its longer side.
### BEGIN HIDDEN TESTS
across, down = np.meshgrid(np.linspace(0, 1, 320), np.linspace(0, 1, 480))
mix = rng.permuted([[60, 90, 120], [120, 90, 60]], axis=1)
pixels = (across[..., None] * mix[0] + down[..., None] * mix[1]).astype(np.uint8)  # smooth: no matter how it is reduced
right = reference.load_and_process_img(save_picture(pixels))
got = numbers_in(load_and_process_img(remote("save_picture")(pixels)), shape=right.shape, name="the reduced picture")
check.close(got, right, name="the reduced picture", rtol=0, atol=4)
### END HIDDEN TESTS

# %% [markdown]
# And back: add the means, reverse the channels, and make whole numbers of them. The optimizer knows nothing of colours,
# so numbers below 0 and above 255 will come; and 256 as `uint8` is 0, black in place of white.


# %% nbgrader={"grade_id": "deprocess_function", "solution": true}
def deprocess_img(processed):
    """The picture in a processed one; the inverse of load_and_process_img.

    processed: float32 (1, height, width, 3) or (height, width, 3), an array or a tensor, which stays as it is.
    Returns uint8 (height, width, 3): red, green, blue, from 0 to 255; what lies outside becomes the nearest of these.
    Raises ValueError if it has another number of axes.
    """
    ### BEGIN SOLUTION
    pixels = np.array(processed)
    if pixels.ndim == 4:
        pixels = pixels[0]
    if pixels.ndim != 3:
        raise ValueError(f"A picture has 3 axes, or 4 with the batch axis, not {pixels.ndim}.")
    pixels = (pixels + np.float32([103.939, 116.779, 123.68]))[..., ::-1]
    return np.clip(np.rint(pixels), 0, 255).astype(np.uint8)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_deprocess"}
MEANS = np.float32([103.939, 116.779, 123.68])  # of blue, green, red


def picture_in(value, *, shape, name):
    """A picture that an answer returned, int64, after a check that it is uint8 of this shape."""
    found = numbers_in(value, shape=shape, kind="i", name=name)
    check.equal(str(found.dtype), "uint8", name=f"the dtype of {name}")
    return found.astype(int)


# %% nbgrader={"grade_id": "deprocess_public", "points": 1}
processed = np.float32([[[96.061, -16.779, -113.68]] * 3] * 2)  # blue, green, red, less their means
for given, words in ((processed.copy(), "a picture"), (processed.copy()[None], "a batch of one picture")):
    before = given.copy()
    got = picture_in(deprocess_img(given), shape=(2, 3, 3), name=words)
    mistakes = {
        "the channels are still blue, green, red": np.array([200, 100, 10]),
        "the numbers are cut to 0 to 255 before the means are added": np.array([124, 117, 200]),
        "the means of blue, green, red are added to red, green, blue": np.array([0, 100, 220]),
        "the means are subtracted once more, where they should be added": np.array([0, 0, 0]),
    }
    check.close(got[1, 2], np.array([10, 100, 200]), name=f"a pixel of {words}", rtol=0, atol=1, mistakes=mistakes)
    check.unchanged(before, given, name=words)
check.passed("deprocess_img: red, green, blue, as uint8")

# %% nbgrader={"grade_id": "deprocess_grey", "points": 2}
# Hidden: fresh grey pictures, down to one row and to one column, with and without a batch axis.
### BEGIN HIDDEN TESTS
for height, width in ((5, 8), (1, 6), (7, 1)):
    grey = rng.integers(0, 256, size=(height, width, 1)) * np.ones(3, int)
    given = np.float32(grey - MEANS)
    for processed in (given.copy(), given.copy()[None], tf.constant(given[None])):
        name = f"a grey picture of {height}×{width} pixels"
        got = picture_in(deprocess_img(processed), shape=(height, width, 3), name=name)
        check.close(got, grey, name=name, rtol=0, atol=1)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deprocess_clipped", "points": 2}
# Hidden: numbers beyond black and white become black and white.
### BEGIN HIDDEN TESTS
grey = rng.uniform(-200, 455, size=(9, 7, 1)) * np.ones(3)
got = picture_in(deprocess_img(np.float32(grey - MEANS)), shape=(9, 7, 3), name="the picture")
hint = "Add the means first, then clip to 0 … 255, and make uint8 of it last: uint8 wraps around, so that 256 is 0."
check.close(got, np.clip(np.rint(grey), 0, 255).astype(int), name="the picture", rtol=0, atol=1, hint=hint)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deprocess_channels", "points": 1}
# Hidden: the order of the channels, in fresh colours.
### BEGIN HIDDEN TESTS
colours = rng.permuted(np.array([[20, 120, 240], [60, 200, 130], [90, 10, 160]]), axis=1)[None]
got = picture_in(deprocess_img(np.float32(colours[..., ::-1] - MEANS)), shape=(1, 3, 3), name="three colours")
check.close(got, colours, name="three colours", rtol=0, atol=1, hint="Expected are red, green, blue.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deprocess_kept", "points": 1}
# Hidden: the argument stays as it is, and one with two axes raises a ValueError.
### BEGIN HIDDEN TESTS
grey = rng.integers(0, 256, size=(4, 6, 1)) * np.ones(3, int)
processed = np.float32(grey - MEANS)[None]
before = processed.copy()
got = picture_in(deprocess_img(processed), shape=(4, 6, 3), name="a grey picture")
check.close(got, grey, name="a grey picture", rtol=0, atol=1)
check.unchanged(before, processed, name="processed")
try:
    deprocess_img(processed[0, 0])
except ValueError:
    pass
else:
    check.fail("An array of shape (6, 3) is no picture, but deprocess_img did not raise a ValueError.")
### END HIDDEN TESTS

# %% [markdown]
# The round trip, and what happens if the channels are not reversed: this is how a network that wants blue first would
# see your picture.

# %% nbgrader={"grade_id": "deprocess_shown_ungraded_picture"}
there_and_back = deprocess_img(load_and_process_img(content_path))
pictures.image_maps(
    {"there and back": there_and_back / 255, "red and blue exchanged": there_and_back[..., ::-1] / 255},
    finding="There and back, the picture is as before. With red and blue exchanged, what was blue is orange.",
    columns=2,
    width=6.0,
    shows_noise=True,
)

# %% [markdown]
# ## 2. What the network sees
#
# ### 2.1 The network
#
# VGG19 has five blocks of 3×3 convolutions, `block1_conv1` to `block5_conv4`. Between the blocks, pooling halves the height and the
# width. Early layers respond to edges and colours, late ones to parts of things, and no longer to the exact place. So
# the content is read from one late layer, and the style from five, one of each block.
#
# The network below has VGG19's layers and their names, with a tenth of the channels. Between its blocks it takes *means*
# where VGG takes maxima: a maximum passes the gradient to one pixel in four, which speckles the picture.


# %% tags=["setup"] nbgrader={"grade_id": "setup_network"}
def pretrained_network(weights="trained"):
    """The network that this notebook uses, without its classifier; or the same one with random weights."""
    if os.environ.get("DLBH_NETWORK") == "vgg19":
        return pretrained.vgg19_keras(weights="fetched" if weights == "trained" else weights)
    return pretrained.small_vgg_keras(weights=weights)


# %% [markdown]
# Name the layers: `block5_conv2` for the content, and the first convolution of each block for the style, from the first block to the
# fifth.

# %% nbgrader={"grade_id": "network_layers", "solution": true}
# content_layers, style_layers: lists of names.
### BEGIN SOLUTION
content_layers = ["block5_conv2"]
style_layers = [f"block{block}_conv1" for block in range(1, 6)]
### END SOLUTION

# %% nbgrader={"grade_id": "network_layers_public", "points": 1}
(layer,) = check.entries(content_layers, 1, name="content_layers")
check.equal(layer, "block5_conv2", name="content_layers[0]")
check.entries(style_layers, 5, name="style_layers")
check.passed("one layer for the content, five for the style")

# %% [markdown]
# Build a model with one input and six outputs: the feature maps of the style layers, in their order, then those of the
# content layer. Its weights must not be trained.
#
# <details><summary>Hint</summary>
#
# `network.get_layer(name).output` is a layer's output, and `tf.keras.Model(network.input, outputs)` a model that shares the
# network's layers.
#
# </details>


# %% nbgrader={"grade_id": "network_model", "solution": true}
def model_VGG():
    """Returns a keras.Model of the layers of pretrained_network().

    Its input: float32 (N, height, width, 3), processed pictures. Its outputs: the feature maps of style_layers, then those
    of content_layers. No weight of it is trainable.
    """
    ### BEGIN SOLUTION
    network = pretrained_network()
    network.trainable = False
    outputs = [network.get_layer(name).output for name in [*style_layers, *content_layers]]
    return tf.keras.Model(network.input, outputs)
    ### END SOLUTION


# %% nbgrader={"grade_id": "network_public", "points": 1}
outputs = check.pair(model_VGG()(tf.zeros((1, 16, 48, 3))), 6, name="the model")
for number, (output, cell) in enumerate(zip(outputs, (1, 2, 4, 8, 16, 16), strict=True)):
    maps = numbers_in(output, shape=(1, None, None, None), name=f"output {number}")
    if maps.shape[1:3] != (right := (16 // cell, 48 // cell)):
        order = "The five style layers come first, from block 1 to block 5, and the content layer last."
        check.fail(f"Output {number} has maps of {maps.shape[1:3]} places where {right} were expected.\n{order}")
_, bias = pretrained_network().get_layer("block1_conv1").get_weights()  # all that counts where the picture is 0
right = np.maximum(bias, 0) * np.ones((1, 16, 48, 1), np.float32)
close = {"rtol": 1e-3, "atol": 1e-3 * float(right.max()), "axes": {}}
hint = "Is it the output of block1_conv1, with the weights of pretrained_network()?"
first = numbers_in(outputs[0], shape=right.shape, name="output 0")
check.close(first[0, 8, 24], right[0, 8, 24], name="output 0 at one place of a picture of zeros", hint=hint, **close)
check.close(outputs[0], tf.constant(right), name="output 0", **close)
check.passed("model_VGG: five outputs for the style, each half as large as the one before, and one for the content")

# %% nbgrader={"grade_id": "network_outputs", "points": 3}
# Hidden: all outputs, for fresh pictures of two sizes.
### BEGIN HIDDEN TESTS
model, right_model = model_VGG(), reference.model_VGG()
for size in ((32, 16), (17, 49)):
    image = tf.constant(rng.uniform(-120, 120, size=(1, *size, 3)), tf.float32)
    for number, (got, right) in enumerate(
        zip(check.pair(model(image), 6, name="the model"), right_model(image), strict=True)
    ):
        check.close(got, right, name=f"output {number}", rtol=1e-3, atol=1e-3 * float(np.abs(right).max()))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_frozen", "points": 1}
# Hidden: none of the model's weights is trainable.
### BEGIN HIDDEN TESTS
counts = remote("lambda model: (len(model.trainable_weights), len(model.weights))")(model_VGG())
trainable, every = check.pair(counts, 2, name="the numbers of weights")
check.equal(trainable, 0, name="the number of trainable weights")
check.at_least(every, 20, name="the number of all weights")  # at least: two of each of the model's layers
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_maps_ungraded_picture"}
maps = model_VGG()(load_and_process_img(content_path))
strongest = {}
for name, output in zip(style_layers, maps, strict=False):
    by_size = np.argsort(-np.std(output[0], axis=(0, 1)))[:2]  # 0.3 % apart or more: the same on every processor
    strongest |= {f"{name}, map {k}": output[0, ..., k].numpy() for k in by_size}
pictures.image_maps(
    strongest,
    finding="Two feature maps per layer, light where it responds. Early ones show outlines, late ones coarse parts.",
    columns=2,
    width=5.0,
    signed=False,
    shows_noise=True,
)

# %% [markdown]
# **Think about it.** Why is the last of these the better place to read the *content* from?
#
# ### 2.2 The content
#
# Two pictures show the same if the content layer's maps $F$ and $P$ are alike:
#
# $$L_\text{content} = \frac1{HWC} \sum_{h,w,c} (F_{hwc} - P_{hwc})^2.$$
#
# (The hand-out's formula is a sum, its code a mean. Here it is the mean, so that the picture's size does not matter.)


# %% nbgrader={"grade_id": "content_function", "solution": true}
def compute_content_loss(base_content, target):
    """base_content, target: float32 tensors (H, W, C). Returns the mean of the squared differences: one number."""
    ### BEGIN SOLUTION
    return tf.reduce_mean(tf.square(base_content - target))
    ### END SOLUTION


# %% nbgrader={"grade_id": "content_public", "points": 1}
one, other = np.float32(np.random.default_rng([5]).normal(size=(2, 3, 5, 7)))
got = compute_content_loss(tf.constant(one), tf.constant(other))
axes = {0: "height 3", 1: "width 5", 2: "channels, 7"}
mistakes = {
    "absolute differences, where squares were expected": 1.19801,
    "a square root too many": 1.48386,
    "the square of the mean, where the mean of the squares was expected": 0.0932337,
    "half of the sum of the squares, where their mean was expected": 115.596,
}
check.close(got, 2.20184, name="the content loss", rtol=1e-5, axes=axes, mistakes=mistakes)
check.passed("compute_content_loss: a mean of squares")

# %% nbgrader={"grade_id": "content_fresh", "points": 2}
# Hidden: fresh feature maps, of one channel and of several.
### BEGIN HIDDEN TESTS
for shape in ((4, 3, 5), (2, 6, 1)):
    one, other = (tf.constant(rng.normal(size=shape), tf.float32) for _ in range(2))
    right = float(np.mean((one.numpy() - other.numpy()) ** 2, dtype=float))
    check.close(compute_content_loss(one, other), right, name=f"the loss of maps {shape}", rtol=1e-4)
### END HIDDEN TESTS


# %% tags=["setup"] nbgrader={"grade_id": "setup_gradients"}
def gradient_of(loss, maps, target):
    """The gradient of a loss of two tensors with respect to the first; None if none flows."""
    with tf.GradientTape() as tape:
        tape.watch(maps)
        value = loss(maps, target)
    return tape.gradient(value, maps) if isinstance(value, tf.Tensor) else None


# %% nbgrader={"grade_id": "content_gradient", "points": 1}
# Hidden: the gradient with respect to the maps flows through it.
### BEGIN HIDDEN TESTS
one, other = (tf.constant(rng.normal(size=(3, 4, 2)), tf.float32) for _ in range(2))
got = remote("gradient_of")(compute_content_loss, one, other)
if got is None:
    check.fail("No gradient flows to the maps. Is there a `.numpy()` or a `float()` on the way?")
check.close(got, (one - other) / 12, name="the gradient of the content loss", rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# ### 2.3 The style
#
# How something is painted shows in what occurs *together*: blue with slanted edges, yellow with round ones. The **Gram matrix** says
# how strongly two channels $i, j$ of a layer respond in the same places: with the maps as a matrix $F$ of $HW$ rows
# (places) and $C$ columns (channels),
#
# $$G = \frac1{HW}\, F^\top F \quad\text{of shape } (C, C).$$
#
# <details><summary>Hint: divide by what?</summary>
#
# By the number of places. "Divide by `input_tensor.shape[0]`", says the hand-out, and means the matrix with $HW$ rows; before the reshape,
# `shape[0]` is the picture's height.
#
# </details>


# %% nbgrader={"grade_id": "gram_function", "solution": true}
def gram_matrix(input_tensor):
    """input_tensor: float32 (H, W, C). Returns its Gram matrix, divided by the number of places: a tensor (C, C)."""
    ### BEGIN SOLUTION
    F = tf.reshape(input_tensor, (-1, input_tensor.shape[-1]))
    return 1 / F.shape[0] * tf.matmul(F, F, transpose_a=True)
    ### END SOLUTION


# %% nbgrader={"grade_id": "gram_public", "points": 1}
G = gram_matrix(tf.reshape(tf.range(1.0, 31.0), (3, 5, 2)))  # odd numbers in channel 0, even ones in channel 1
right = tf.constant([[299.66667, 314.66667], [314.66667, 330.66667]])
axes = {0: "height 3", 1: "width 5", 2: "channels, 2"}
mistakes = {
    "is the division one of whole numbers, or the result cut to them?": tf.constant([[299.0, 314.0], [314.0, 330.0]]),
    "each channel's mean is subtracted, as in a covariance": tf.constant([[74.66667, 74.66667], [74.66667, 74.66667]]),
    "numbers of both channels are mixed in one row: `reshape` only cuts the list of numbers elsewhere": tf.constant(
        [[82.66667, 202.66667], [202.66667, 547.66667]]
    ),
}
close = {"shapes": [(1, 2, 2)], "rtol": 1e-4, "axes": axes, "mistakes": mistakes}
check.close(G, right, name="the Gram matrix", **close)
check.passed("gram_matrix: the mean over the places")

# %% nbgrader={"grade_id": "gram_fresh", "points": 3}
# Hidden: fresh maps, taller than wide and wider than tall, of one channel and of more channels than places.
### BEGIN HIDDEN TESTS
for H, W, C in ((5, 3, 4), (2, 7, 3), (4, 6, 1), (1, 2, 5)):
    maps = rng.normal(size=(H, W, C))
    right = tf.constant(np.einsum("hwi,hwj->ij", maps, maps) / (H * W), tf.float32)
    got = gram_matrix(tf.constant(maps, tf.float32))
    check.close(got, right, name=f"the Gram matrix of maps {(H, W, C)}", shapes=[(1, C, C)], rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# Two pictures have the same style if their Gram matrices $G$ and $A$ are alike: for one layer,
#
# $$E = \frac1{C^2} \sum_{i,j} (G_{ij} - A_{ij})^2.$$


# %% nbgrader={"grade_id": "style_function", "solution": true}
def compute_style_loss(base_style, gram_target):
    """The style loss of one layer: the mean of the squared differences of two Gram matrices, one number.

    base_style: feature maps, float32 (H, W, C). gram_target: a Gram matrix (C, C).
    """
    ### BEGIN SOLUTION
    return tf.reduce_mean(tf.square(gram_matrix(base_style) - gram_target))
    ### END SOLUTION


# %% nbgrader={"grade_id": "style_public", "points": 1}
maps = tf.constant([[[1.0, 0.0, 3.0], [1.0, 2.0, -1.0]]])  # its Gram matrix is [[1, 1, 1], [1, 2, -1], [1, -1, 5]]
got = compute_style_loss(maps, tf.constant([[3.0, 0.0, 1.0], [0.0, 9.0, -1.5], [1.0, -1.5, 1.0]]))
axes = {0: "channels, 3", 1: "the other channels, 3"}
mistakes = {
    "the factors of the paper, where the plain mean was expected": 0.496528,
    "absolute differences, where squares were expected": 1.77778,
    "a square root too many": 2.81859,
    "a Gram matrix is made of gram_target, which is one already": 79.7855,
    "the feature maps are compared, and not their Gram matrix": 10.8333,
    "only the diagonal is compared": 23,
}
check.close(got, 7.94444, name="the style loss", rtol=1e-4, axes=axes, mistakes=mistakes)
check.passed("compute_style_loss: a mean of squares")

# %% nbgrader={"grade_id": "style_fresh", "points": 2}
# Hidden: fresh maps and targets, of one channel and of several.
### BEGIN HIDDEN TESTS
for shape in ((3, 5, 4), (4, 2, 1)):
    maps = tf.constant(rng.normal(size=shape), tf.float32)
    target = rng.normal(size=(shape[-1], shape[-1]))
    target = tf.constant(target @ target.T, tf.float32)
    right = float(reference.compute_style_loss(maps, target))
    check.close(compute_style_loss(maps, target), right, name=f"the loss of maps {shape}", rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "style_gradient", "points": 1}
# Hidden: the gradient with respect to the maps flows through it.
### BEGIN HIDDEN TESTS
maps, target = tf.constant(rng.normal(size=(3, 4, 2)), tf.float32), tf.constant([[1.0, 0.2], [0.2, 2.0]])
got, right = (
    remote("gradient_of")(compute_style_loss, maps, target),
    gradient_of(reference.compute_style_loss, maps, target),
)
if got is None:
    check.fail("No gradient flows to the maps. Is there a `.numpy()` or a `float()` on the way?")
check.close(got, right, name="the gradient of the style loss", rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **What does the Gram matrix forget?** Say what happens to it if all places of a feature map are shuffled, and what this means for
# a picture that has the style of another. Which property of a style can a Gram matrix of the *first* layer not capture
# that one of the fifth can? (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "gram_written", "points": 3, "solution": true}
# **What it forgets**
#
# ### BEGIN SOLUTION
# *Where.* $F^\top F$ is a sum over the places, whose order does not matter. Shuffled maps have the same Gram matrix, so two pictures can
# agree in all five with nothing at the same place: the strokes are Van Gogh's, the village is gone. So a style can be taken over
# without the painting's things, and a content loss is needed.
#
# A filter of the first layer sees 3×3 pixels. Its Gram matrix holds colours and the finest edges; a long stroke, or that strokes turn
# around a light, is wider. A place of the fifth block sees over a hundred pixels, so shapes of that size are in *one* row of $F$,
# and survive the sum.
# ### END SOLUTION

# %% [markdown]
# ## 3. The picture as a variable
#
# ### 3.1 What to aim at
#
# `compute_features` runs both pictures through the model: the style layers' maps of the style picture, and the content layer's of
# the content picture. They are computed once; the batch axis is removed.


# %% nbgrader={"grade_id": "features_function", "solution": true}
def compute_features(model, content_path, style_path):
    """The feature maps to aim at.

    model: as model_VGG returns it. content_path, style_path: of picture files, which may differ in size.
    Returns (style_features, content_features): the maps (H, W, C) of the style picture in the five style layers, and those
    of the content picture in the content layer; two lists of tensors.
    """
    ### BEGIN SOLUTION
    of_style, of_content = (model(load_and_process_img(path)) for path in (style_path, content_path))
    count = len(style_layers)
    return [maps[0] for maps in of_style[:count]], [maps[0] for maps in of_content[count:]]
    ### END SOLUTION


# %% [markdown]
# The checks from here on use tiny random networks with six outputs, like yours.


# %% tags=["setup"] nbgrader={"grade_id": "setup_tiny"}
class TinyLayers(tf.keras.layers.Layer):
    """Six small convolutions, one after the other, with random weights. Returns the feature maps of each, of mean 1."""

    CHANNELS = (4, 5, 6, 4, 3, 7)

    def __init__(self, seed):
        super().__init__()
        numbers, sizes = np.random.default_rng(seed), [0.0]
        shapes = [(3, 3, *pair) for pair in zip((3, *self.CHANNELS), self.CHANNELS, strict=False)]
        while min(sizes) < 0.02:  # once in a few hundred times, all maps of a layer are 0
            pairs = []
            for shape in shapes:
                spread = np.sqrt(2 / (9 * shape[2])) / (60 if shape is shapes[0] else 1)
                pairs.append((numbers.normal(0, spread, shape), numbers.uniform(0.1, 0.4, shape[-1])))
            maps = self.maps(60 * numbers.normal(size=(1, 16, 16, 3)), pairs)
            sizes = [float(np.mean(one)) for one in maps]
        sizes = zip([1.0, *sizes], sizes, strict=False)
        scaled = [
            (kernel * (before / size), bias / size) for (kernel, bias), (before, size) in zip(pairs, sizes, strict=True)
        ]
        self.pairs = [tuple(map(self.weight, pair)) for pair in scaled]

    def weight(self, values):
        return self.add_weight(values.shape, initializer=lambda shape, dtype: tf.constant(values, dtype))

    def call(self, x):
        return self.maps(x, [(kernel.value, bias.value) for kernel, bias in self.pairs])

    @staticmethod
    def maps(x, pairs):
        """What the convolutions with these pairs of kernel and bias make of x."""
        outputs = []
        for kernel, bias in pairs:
            x = tf.nn.avg_pool2d(x, 2, 2, "VALID") if 0 < len(outputs) < 3 else x
            x = tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, kernel, 1, "SAME"), bias))
            outputs.append(x)
        return outputs

    def compute_output_shape(self, shape):
        return [(shape[0], None, None, channels) for channels in self.CHANNELS]


# %% tags=["setup"] nbgrader={"grade_id": "setup_tiny_network"}
def tiny_network(seed):
    """A model with outputs like model_VGG's, but tiny, and with random weights."""
    image = tf.keras.Input((None, None, 3))
    model = tf.keras.Model(image, TinyLayers(seed)(image))
    model.trainable = False
    return model


# %% tags=["setup"] nbgrader={"grade_id": "setup_pictures"}
def two_pictures(rng):
    """Two fresh pictures of different size, uint8 (H, W, 3): one of soft colours, one of hard ones."""
    soft = 128 + 90 * np.sin(rng.uniform(2, 9, 3) * np.linspace(0, 1, 20)[:, None, None] + rng.uniform(0, 6, (13, 3)))
    return soft.astype(np.uint8), rng.choice([20, 90, 235], size=(12, 17, 3)).astype(np.uint8)


# %% nbgrader={"grade_id": "features_public", "points": 1}
paths = [
    remote("save_picture")(pixels, name)
    for pixels, name in zip(two_pictures(np.random.default_rng([1])), "cs", strict=True)
]
style, content = check.pair(compute_features(remote("tiny_network([0])"), *paths), 2, name="compute_features")
style = check.entries(style, 5, name="style_features")
(content,) = check.entries(content, 1, name="content_features")
wrong = getattr(style[0], "shape", None) == (20, 13, 4), getattr(content, "shape", None) == (3, 4, 7)
if all(wrong):
    check.fail("The features are those of the other picture: are the two paths exchanged?")
if wrong[0]:
    check.fail("style_features are of a picture of the content picture's size: is it resized, or the wrong one?")
if wrong[1]:
    check.fail("content_features are of a picture of the style picture's size: is it resized, or the wrong one?")
numbers_in(style[0], shape=(12, 17, 4), name="style_features[0]")  # the style picture has 12×17 pixels
content = numbers_in(content, shape=(5, 3, 7), name="content_features[0]")  # the content picture 20×13, pooled twice
mistakes = {"the model gets the picture as it was read, and not processed": 1.72719}
check.close(np.mean(content), 1.5131, name="the mean of content_features[0]", rtol=1e-3, mistakes=mistakes)
check.passed("compute_features: five maps for the style, one for the content")

# %% nbgrader={"grade_id": "features_fresh", "points": 3}
# Hidden: the features of fresh pictures, which differ in size, in fresh networks.
### BEGIN HIDDEN TESTS
seed, both = int(rng.integers(10**6)), two_pictures(rng)
theirs = [remote("save_picture")(pixels, name) for pixels, name in zip(both, "cs", strict=True)]
got = check.pair(compute_features(remote("tiny_network")(seed), *theirs), 2, name="compute_features")
ours = [save_picture(pixels, name) for pixels, name in zip(both, "cs", strict=True)]
right = reference.compute_features(tiny_network(seed), *ours)
for maps, right_maps, words in zip(got, right, ("style_features", "content_features"), strict=True):
    maps = check.pair(maps, len(right_maps), name=words)
    for number, (one, other) in enumerate(zip(maps, right_maps, strict=True)):
        one = numbers_in(one, shape=tuple(other.shape), name=f"{words}[{number}]")
        check.close(one, other.numpy(), name=f"{words}[{number}]", rtol=1e-3, atol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ### 3.2 The loss
#
# Late layers count more: with the weights $1, 2, 3, 4, 5$ of the five style layers and the two `loss_weights`,
#
# $$L = \underbrace{w_\text{style} \sum_{l=1}^{5} l \cdot E_l}_\text{style\_loss} \;+\;
# \underbrace{w_\text{content}\, L_\text{content}}_\text{content\_loss}.$$

# %% tags=["setup"] nbgrader={"grade_id": "setup_weights"}
weight_per_style_layer = [1.0, 2.0, 3.0, 4.0, 5.0]


# %% nbgrader={"grade_id": "loss_function", "solution": true}
def calculate_loss(model, loss_weights, init_image, gram_style_features, content_features):
    """The loss of a picture, as tensors through which gradients can flow.

    model: as model_VGG returns it. loss_weights: (style, content). init_image: the picture, float32 (1, H, W, 3), a
    tf.Variable or a tensor. gram_style_features: five Gram matrices (C, C). content_features: a list of one (H, W, C).
    Returns (total_loss, style_loss, content_loss); the last two are already weighted, and the first is their sum.
    """
    ### BEGIN SOLUTION
    style_weight, content_weight = loss_weights
    maps = [output[0] for output in model(init_image)]
    count = len(gram_style_features)
    by_layer = zip(weight_per_style_layer, maps[:count], gram_style_features, strict=True)
    style_loss = style_weight * tf.add_n([weight * compute_style_loss(of, gram) for weight, of, gram in by_layer])
    by_layer = zip(maps[count:], content_features, strict=True)
    content_loss = content_weight * tf.reduce_mean([compute_content_loss(of, target) for of, target in by_layer])
    return style_loss + content_loss, style_loss, content_loss
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_loss"}
def aims(model, rng):
    """For such a model: five fresh Gram matrices, and content features for a picture of 11×14 pixels."""
    outputs = model(tf.constant(rng.uniform(-100, 100, size=(1, 11, 14, 3)), tf.float32))
    flat = [tf.reshape(output, (-1, output.shape[-1])) for output in outputs[:5]]
    return [tf.matmul(F, F, transpose_a=True) / F.shape[0] for F in flat], [outputs[5][0]]


def loss_and_gradient(calculate, model, loss_weights, image, grams, content):
    """total_loss, and its gradient with respect to the picture; None if no gradient flows."""
    image = tf.Variable(image)
    with tf.GradientTape() as tape:
        total = calculate(model, loss_weights, image, grams, content)[0]
    return float(total), tape.gradient(total, image)


# %% nbgrader={"grade_id": "loss_public", "points": 1}
image, weights = tf.zeros((1, 11, 14, 3)), (2.3, 3.7)
targets = aims(tiny_network([1]), np.random.default_rng([2]))
found = calculate_loss(remote("tiny_network([1])"), weights, image, *targets)
total, style, content = check.pair(found, 3, name="calculate_loss")
exchanged = "the weights of style and content are exchanged"
order = "the order is total_loss, style_loss, content_loss"
mistakes = {f"this is style_loss: {order}": 96.76, f"this is total_loss: {order}": 97.4217}
mistakes |= {"the weight in loss_weights is left out": 0.178829, exchanged: 0.411307}
check.close(content, 0.661668, name="content_loss", rtol=1e-3, axes={}, mistakes=mistakes)
mistakes = {f"this is content_loss: {order}": 0.661668}
mistakes |= {
    "the last style layer is left out": 96.2394,
    "the factors of the layers are in reversed order": 204.203,
    "the factors in weight_per_style_layer are left out": 50.1605,
    "the weight in loss_weights is left out": 42.0696,
    exchanged: 155.657,
}
check.close(style, 96.76, name="style_loss", rtol=1e-3, axes={0: "style layers, 5"}, mistakes=mistakes)
check.close(total, 97.4217, name="total_loss, the sum of the other two", rtol=1e-3, axes={})
check.passed("calculate_loss: both parts and their sum are right for one picture")

# %% nbgrader={"grade_id": "loss_fresh", "points": 3}
# Hidden: all three losses, with fresh networks, pictures and weights, one of which may be 0.
### BEGIN HIDDEN TESTS
seed = int(rng.integers(10**6))
model, right_model = remote("tiny_network")(seed), tiny_network(seed)
targets = aims(right_model, rng)
for loss_weights in ((2.0, 3.0), (0.0, 1.5), (0.5, 0.0)):
    image = tf.constant(rng.uniform(-100, 100, size=(1, 11, 14, 3)), tf.float32)
    got = check.pair(calculate_loss(model, loss_weights, image, *targets), 3, name="calculate_loss")
    right = reference.calculate_loss(right_model, loss_weights, image, *targets)
    for value, expected, name in zip(got, right, ("total_loss", "style_loss", "content_loss"), strict=True):
        check.close(value, float(expected), name=f"{name}, for loss_weights={loss_weights}", rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss_gradient", "points": 2}
# Hidden: the gradient of the total loss with respect to the picture; the model's weights stay as they are.
### BEGIN HIDDEN TESTS
seed = int(rng.integers(10**6))
model, right_model = remote("tiny_network")(seed), tiny_network(seed)
targets = aims(right_model, rng)
image = tf.constant(rng.uniform(-100, 100, size=(1, 11, 14, 3)), tf.float32)
_, right = loss_and_gradient(reference.calculate_loss, right_model, (1e4, 1e5), image, *targets)
_, got = remote("loss_and_gradient")(calculate_loss, model, (1e4, 1e5), image, *targets)
if got is None:
    check.fail("No gradient flows from total_loss to the picture. Is there a `.numpy()` or a `float()` on the way?")
check.close(got, right, name="the gradient", rtol=1e-2, atol=1e-3 * float(np.abs(right).max()))
for number, (one, other) in enumerate(zip(model.get_weights(), right_model.get_weights(), strict=True)):
    check.close(one, other, name=f"weights {number} of the model afterwards", rtol=0, atol=0)
### END HIDDEN TESTS

# %% [markdown]
# ### 3.3 The loop
#
# The picture begins as the content picture, a `tf.Variable`. Each iteration
#
# 1. computes the loss, and its gradient with respect to the picture;
# 2. lets `tf.keras.optimizers.Adam(learning_rate=5.0, beta_1=0.99, epsilon=0.1)` make a step. (5 of 255 shades; $\varepsilon$ is so large
#    that pixels which hardly matter stay calm);
# 3. clips the picture to what can be shown: 0 to 255, *in the form that the network wants*, that is, minus the means.
#
# Adam may overshoot. So keep the best picture, the one with the lowest total loss, and not the last.
#
# <details><summary>Hint 1: the bounds</summary>
#
# Black is $-\text{means}$ and white $255 - \text{means}$, three numbers each; `tf.clip_by_value` takes them.
#
# </details>
# <details><summary>Hint 2: one variable</summary>
#
# Make the variable and the optimizer once, before the loop, and change the variable by `assign`. With a new one in each iteration,
# Adam loses its averages.
#
# </details>

# %% tags=["setup"] nbgrader={"grade_id": "setup_loss_weights"}
# (style, content), chosen so that the gradients of the network in use are well above Adam's epsilon.
LOSS_WEIGHTS = (1e-2, 1e3) if os.environ.get("DLBH_NETWORK") == "vgg19" else (3e4, 3e5)


# %% nbgrader={"grade_id": "run_function", "solution": true}
def run_style_transfer(content_path, style_path, num_iterations, model=None, loss_weights=LOSS_WEIGHTS):
    """Paint the content picture in the style of the style picture, by num_iterations steps of Adam.

    content_path, style_path: of picture files. model: None for model_VGG(). loss_weights: (style, content).
    Returns (best_img, best_loss, imgs): the picture with the lowest total loss, uint8 (H, W, 3); that loss, a float;
    and a list of about ten stages in order, pictures of the same kind. With ten iterations or fewer, each is a stage.
    """
    ### BEGIN SOLUTION
    model = model_VGG() if model is None else model
    style_features, content_features = compute_features(model, content_path, style_path)
    grams = [gram_matrix(maps) for maps in style_features]
    means = np.float32([103.939, 116.779, 123.68])
    image = tf.Variable(load_and_process_img(content_path))
    optimizer = tf.keras.optimizers.Adam(learning_rate=5.0, beta_1=0.99, epsilon=0.1)
    best_img, best_loss, imgs = None, np.inf, []
    for iteration in range(num_iterations):
        with tf.GradientTape() as tape:
            total_loss, _, _ = calculate_loss(model, loss_weights, image, grams, content_features)
        if float(total_loss) < best_loss:
            best_img, best_loss = deprocess_img(image.numpy()), float(total_loss)
        optimizer.apply_gradients([(tape.gradient(total_loss, image), image)])
        image.assign(tf.clip_by_value(image, -means, 255 - means))
        if (iteration + 1) % max(1, num_iterations // 10) == 0:
            imgs.append(deprocess_img(image.numpy()))
    return best_img, best_loss, imgs
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_run"}
FOR_CHECKS = (1e4, 1e5)  # loss weights at which the tiny networks' gradients are well above Adam's epsilon


def saved(both, save):
    """The paths of a content and a style picture, which `save` writes."""
    return [save(pixels, kind) for pixels, kind in zip(both, ("content", "style"), strict=True)]


def start_of(rng, seed):
    """What run_style_transfer gets: the paths of two pictures, here and in the student's process, and a model in each."""
    both = two_pictures(rng)
    ours, theirs = saved(both, save_picture), saved(both, remote("save_picture"))
    return ours, theirs, tiny_network(seed), remote("tiny_network")(seed)


# %% tags=["setup"] nbgrader={"grade_id": "setup_watched"}
class Watched:
    """A model that notes the smallest and the largest number of each channel in all pictures that it gets."""

    def __init__(self, model):
        self.model, self.seen = model, []

    def __call__(self, image, **settings):
        values = np.reshape(np.asarray(image), (-1, 3))
        self.seen += [values.min(axis=0), values.max(axis=0)]
        return self.model(image, **settings)

    def __getattr__(self, name):
        return getattr(self.model, name)

    def extremes(self):
        """Two arrays (3,): the smallest and the largest numbers of blue, green and red."""
        return np.min(self.seen, axis=0), np.max(self.seen, axis=0)


# %% nbgrader={"grade_id": "run_public", "points": 1}
paths = saved(two_pictures(np.random.default_rng([4])), remote("save_picture"))
run = run_style_transfer(*paths, 2, model=remote("tiny_network([4])"), loss_weights=FOR_CHECKS)
best_img, best_loss, imgs = check.pair(run, 3, name="run_style_transfer")
picture_in(best_img, shape=(20, 13, 3), name="best_img")
best_loss = check.number(best_loss, name="best_loss")
# 1,083,109 at the start, 733,006 after one step, 521,222 after two
start = "1,083,109 is the loss at the start: does no step change the picture, or does each go uphill, or clip too much?"
check.at_most(best_loss, 7.5e5, name="best_loss", hint=start if abs(best_loss / 1_083_109 - 1) < 1e-3 else None)
check.at_least(best_loss, 5.1e5, name="best_loss", hint="Is the style a part of the loss?" if best_loss < 1 else None)
check.at_least(len(list(imgs)), 2, name="the number of stages in two iterations")
check.at_most(len(list(imgs)), 3, name="the number of stages in two iterations")
check.passed("run_style_transfer: a picture, its loss, and the stages")

# %% nbgrader={"grade_id": "run_falls", "points": 3}
# Hidden: the lowest loss of two iterations.
### BEGIN HIDDEN TESTS
paths = saved(two_pictures(np.random.default_rng([13])), remote("save_picture"))
run = run_style_transfer(*paths, 2, model=remote("tiny_network([13])"), loss_weights=(1e6, 1e6))
_, got, _ = check.pair(run, 3, name="run_style_transfer")
# 33,158,616 at the start, 15,508,627 after one step, 9,122,857 after two: of the losses before each step, or after it.
right = min(15_508_627.0, 9_122_857.0, key=lambda loss: abs(check.number(got, name="best_loss") - loss))
check.close(got, right, name="best_loss after two iterations", rtol=0.01)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_stages", "points": 3}
# Hidden: the stages of seven iterations, one by one.
### BEGIN HIDDEN TESTS
ours, theirs, right_model, model = start_of(rng, int(rng.integers(10**6)))
settings = {"loss_weights": (1e5, 1e6)}
_, _, right = reference.run_style_transfer(*ours, 7, model=right_model, **settings)
_, _, got = check.pair(run_style_transfer(*theirs, 7, model=model, **settings), 3, name="run_style_transfer")
start = reference.deprocess_img(reference.load_and_process_img(ours[0]))
stages = [picture_in(one, shape=start.shape, name=f"stage {number}") for number, one in enumerate(got)]
check.at_least(len(stages), 7, name="the number of stages, in seven iterations")
check.at_most(len(stages), 8, name="the number of stages, in seven iterations")
right = [start, *right] if np.abs(stages[0] - start.astype(int)).max() <= 1 else right  # the content may be a stage
for number, (one, expected) in enumerate(zip(stages, right, strict=False)):
    check.close(one, expected.astype(int), name=f"stage {number} of seven iterations", rtol=0, atol=2)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_many", "points": 1}
# Hidden: of twenty iterations about ten stages are kept.
### BEGIN HIDDEN TESTS
both = two_pictures(rng)
paths = saved(both, remote("save_picture"))
model = remote("lambda image: tf.keras.Model(image, [image] * 6)")(remote("tf.keras.Input((None, None, 3))"))  # cheap
run = run_style_transfer(*paths, 20, model=model, loss_weights=(0.0, 1.0))  # no style: nothing pulls at the picture
stages = list(check.pair(run, 3, name="run_style_transfer")[2])
check.at_least(len(stages), 8, name="the number of stages, in twenty iterations")
check.at_most(len(stages), 14, name="the number of stages, in twenty iterations")
for number, one in enumerate(stages):
    one = picture_in(one, shape=both[0].shape, name=f"stage {number}")
    check.close(one, both[0].astype(int), name=f"stage {number}, without a weight on the style", rtol=0, atol=2)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_best", "points": 2}
# Hidden: best_img and best_loss where the loss rises from the beginning.
### BEGIN HIDDEN TESTS
ours, theirs, right_model, model = start_of(rng, int(rng.integers(10**6)))
settings = {"loss_weights": (1.0, 1e10)}  # at the start the content is right, and hardly anything else counts
right_img, least, right_stages = reference.run_style_transfer(*ours, 1, model=right_model, **settings)
got = check.pair(run_style_transfer(*theirs, 2, model=model, **settings), 3, name="run_style_transfer")
check.close(got[1], least, name="best_loss", rtol=0.01)
best_img = picture_in(got[0], shape=right_img.shape, name="best_img")
before, after = (one.astype(int) for one in (right_img, right_stages[0]))  # the step
either = min(before, after, key=lambda right: np.abs(best_img - right).max())
check.close(best_img, either, name="best_img", rtol=0, atol=2)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_range", "points": 2}
# Hidden: the model only gets pictures whose channels stay between black and white.
### BEGIN HIDDEN TESTS
pixels = rng.choice([0, 255], size=(16, 18, 3)).astype(np.uint8)
paths = [remote("save_picture")(pixels, "content"), remote("save_picture")(two_pictures(rng)[0], "style")]
model = remote("lambda seed: Watched(tiny_network(seed))")(int(rng.integers(10**6)))
run_style_transfer(*paths, 2, model=model, loss_weights=(1e6, 1e5))
low, high = check.pair(model.extremes(), 2, name="the extremes")
words = "number of blue, green, red that the model got"
check.close(
    low, -MEANS, name=f"the smallest {words}", rtol=0, atol=0.01
)  # those of the content picture, and none beyond
check.close(high, 255 - MEANS, name=f"the largest {words}", rtol=0, atol=0.01)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_kept", "points": 1}
# Hidden: the model's weights stay as they are.
### BEGIN HIDDEN TESTS
_, theirs, right_model, model = start_of(rng, int(rng.integers(10**6)))
run_style_transfer(*theirs, 1, model=model, loss_weights=FOR_CHECKS)
for number, (got, right) in enumerate(zip(model.get_weights(), right_model.get_weights(), strict=True)):
    check.close(got, right, name=f"weights {number} of the model afterwards", rtol=0, atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "run_default", "points": 1}
# Hidden: without a model and weights, model_VGG and LOSS_WEIGHTS are used.
### BEGIN HIDDEN TESTS
both = rng.integers(0, 256, size=(2, 16, 35, 3), dtype=np.uint8)
ours, theirs, right_model = saved(both, save_picture), saved(both, remote("save_picture")), reference.model_VGG()
_, got, _ = check.pair(run_style_transfer(*theirs, 1), 3, name="run_style_transfer")
style, content = reference.compute_features(right_model, *ours)
grams, start = [reference.gram_matrix(maps) for maps in style], tf.constant(reference.load_and_process_img(ours[0]))
right = float(reference.calculate_loss(right_model, LOSS_WEIGHTS, start, grams, content)[0])
if abs(check.number(got, name="best_loss") - right) > 0.01 * right:  # it may also be the loss after the step
    after = reference.run_style_transfer(*ours, 2, model=right_model)[1]
    right = min(right, after, key=lambda loss: abs(got - loss))
check.close(got, right, name="best_loss", rtol=0.01)
### END HIDDEN TESTS

# %% [markdown]
# ### 3.4 Look at it
#
# 100 iterations, which take a quarter of a minute. What changes first, and what last?

# %% nbgrader={"grade_id": "shown_run_ungraded"}
best_img, best_loss, stages = run_style_transfer(content_path, style_path, 100)

# %% nbgrader={"grade_id": "shown_stages_ungraded_picture"}
strip = {"the start": read_picture(content_path)} | {f"after {10 * k}": stages[k - 1] for k in (1, 2, 4, 7, 10)}
pictures.image_maps(
    {title: pixels / 255 for title, pixels in strip.items()},
    finding="Strokes come first, in the empty sky, within 10 iterations; then the style's blue. The temple keeps its shape.",
    columns=3,
    width=7.0,
    shows_noise=True,
)

# %% [markdown]
# The Gram matrices of `block3_conv1` before and after: the result has learned the style's matrix, without one stroke of it being copied.

# %% nbgrader={"grade_id": "shown_grams_ungraded_picture"}
model, result_path = model_VGG(), save_picture(best_img, "result")
grams = {}
for title, path in {"content": content_path, "style": style_path, "result": result_path}.items():
    features, _ = compute_features(model, path, path)
    grams[title] = np.sqrt(gram_matrix(features[2]).numpy())
most = np.quantile(grams["style"], 0.99)
pictures.image_maps(
    {title: np.minimum(gram, most) for title, gram in grams.items()},
    finding="Light where two channels respond together. The result's matrix looks like the style's, not the content's.",
    signed=False,
    shows_noise=True,
)

# %% [markdown]
# How much style, how much content? Nine pictures of 96 pixels, 40 iterations each:

# %% nbgrader={"grade_id": "sweep_ungraded_picture"}
small_path = save_picture(read_picture(content_path, longest=96), "small")  # gradients are seven times as large here
swept = {}
for style_factor in (0.03, 0.3, 3.0):
    for content_factor in (0.03, 0.3, 3.0):
        weights = LOSS_WEIGHTS[0] * style_factor, LOSS_WEIGHTS[1] * content_factor
        image, _, _ = run_style_transfer(small_path, style_path, 40, model=model, loss_weights=weights)
        swept[f"style × {style_factor:g},\ncontent × {content_factor:g}"] = image / 255
pictures.image_maps(
    swept,
    finding="From row to row more style, from column to column more content. At the lower left the things dissolve in strokes.",
    width=6.0,
    shows_noise=True,
)

# %% [markdown]
# **Think about it.** Along the diagonal the two weights have the same ratio, so the same picture has the lowest loss.
# Why do these three differ after 40 iterations? (Compare the size of the gradients with Adam's $\varepsilon$.)
#
# ### 3.5 One to hang up
#
# Four tricks, given here, with your functions inside:
#
# - paint a small picture first, where the late layers see a long stroke as a whole, and refine it at twice the size;
# - add the **total variation** to the loss, the mean difference of neighbouring pixels: it removes the grain;
# - make the steps shorter towards the end;
# - compile the step with `tf.function`, which makes it two to three times as fast.
#
# Now put in a picture of your own.


# %% nbgrader={"grade_id": "finale_function_ungraded"}
def paint(
    content_path, style_path, model, loss_weights=(1e6, 1e7), smoothness=1.5e4, sizes=(128, 256), steps=(100, 60)
):
    """Paint at growing sizes, each from the result of the one before. Returns uint8 (H, W, 3)."""
    image = None
    for size, count in zip(sizes, steps, strict=True):
        paths = [
            save_picture(read_picture(path, longest=size), f"{size}-{k}")
            for k, path in enumerate((content_path, style_path))
        ]
        style_features, content_features = compute_features(model, *paths)
        grams = [gram_matrix(maps) for maps in style_features]
        start = tf.convert_to_tensor(load_and_process_img(paths[0]))
        image = tf.Variable(start if image is None else tf.image.resize(image, start.shape[1:3], "bicubic"))
        rate = tf.keras.optimizers.schedules.CosineDecay(8.0, count, alpha=0.05)
        optimizer = tf.keras.optimizers.Adam(rate, epsilon=0.1)

        def gradient(image, grams=grams, content_features=content_features):
            with tf.GradientTape() as tape:
                tape.watch(image)
                loss, _, _ = calculate_loss(model, loss_weights, image, grams, content_features)
                loss += smoothness * tf.image.total_variation(image)[0] / (image.shape[1] * image.shape[2])
            return tape.gradient(loss, image)

        gradient = tf.function(gradient, autograph=False)
        for _ in range(count):
            optimizer.apply_gradients([(gradient(tf.convert_to_tensor(image)), image)])
            image.assign(tf.clip_by_value(image, -MEANS, 255 - MEANS))
    return deprocess_img(image.numpy())


# %% nbgrader={"grade_id": "finale_ungraded_picture"}
embers_path = save_picture(brushwork("embers", seed=1), "embers")
pictures.image_maps(
    {
        "the content, in the style": paint(content_path, style_path, model) / 255,
        "a cat, in embers": paint(str(picture_file("cat")), embers_path, model) / 255,
    },
    finding="Painted in long strokes that bend around the things: roof, trees and water; eyes, nose and fur.",
    columns=2,
    width=7.0,
    shows_noise=True,
)

# %% [markdown]
# ### 3.6 What does training buy?
#
# The same with random weights in the network, for 100 steps; without the total variation, which would hide the grain:

# %% nbgrader={"grade_id": "training_ungraded_picture"}
painted = {}
for weights in ("random", "trained"):
    network = pretrained_network(weights)
    outputs = [network.get_layer(name).output for name in [*style_layers, *content_layers]]
    image = paint(
        content_path, style_path, tf.keras.Model(network.input, outputs), smoothness=0.0, sizes=(160,), steps=(100,)
    )
    painted[f"{weights} weights"] = image / 255
pictures.image_maps(
    painted,
    finding="With random weights the colours come, and noise; with trained ones, strokes that follow the things.",
    columns=2,
    width=6.0,
    shows_noise=True,
)

# %% [markdown]
# **What does training buy?** Describe both pictures. The random network's loss falls as well: why does a small loss not say that the
# picture is good? And what do edges and strokes have to do with a network that learned to tell *things* apart? (Graded
# by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "training_written", "points": 3, "solution": true}
# **What training buys**
#
# ### BEGIN SOLUTION
# With random weights the picture takes over some colours, turquoise and pink, and a fine grain; the temple stays as sharp as it was.
# With trained weights there are strokes in the style's blue and yellow: long ones around the roof and in the sky, short ones in the
# trees.
#
# The loss compares what *this* network sees. A random one sees sums of a few pixels with random signs, and grain is enough to set
# their means right: its loss can be small for a picture that we find ugly, and losses of two networks cannot be compared.
#
# Who tells things apart needs their outlines: the early layers have learned edges in all directions, the later ones curves and
# textures made of them. A stroke is a long edge with a colour, so Gram matrices say something about strokes only if
# there are channels that respond to them.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# A loss that compares pictures by what a network sees in them, and a loop that changes a picture until the loss is small. The network has
# learned nothing in this notebook. It was only asked, 100 times, which way each pixel should go.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | preprocessing | what was done to the pictures in training, and must be done to yours |
# | BGR | channels in the order blue, green, red |
# | feature map | how one filter responds at each place |
# | content loss | mean squared difference of two pictures' feature maps |
# | Gram matrix | how strongly each pair of channels responds in the same places |
# | style loss | mean squared difference of two pictures' Gram matrices |
# | total variation | mean difference of neighbouring pixels: large in a grainy picture |
# | frozen | of weights: not to be trained |
#
# **To read on**
#
# - L. Gatys, A. Ecker, M. Bethge, *A neural algorithm of artistic style* (2015), arXiv:1508.06576
# - J. Johnson, A. Alahi, L. Fei-Fei, *Perceptual losses for real-time style transfer and super-resolution* (ECCV 2016)
# - Y. Li, N. Wang, J. Liu, X. Hou, *Demystifying neural style transfer* (IJCAI 2017): what matching Gram matrices means
# - R. Nakano, *A discussion of adversarial examples are not bugs, they are features: robust style transfer* (Distill, 2019)
#
# The questions follow part A of homework 5 of 10-405/605 at Carnegie Mellon University (Spring 2021), section 2.6.

# %% [markdown]
# ## Collaboration and honour
#
# You may discuss the problems with others. Write your code and your derivations on your own, and name everyone you worked
# with. Answer all five questions, even where the answer is "no". They carry no points; a homework without them counts
# as incomplete.

# %% [markdown] nbgrader={"grade_id": "honour_help_received", "points": 0, "solution": true}
# **1. Did you receive any help from others with this homework? If yes, from whom, and with what?**
#
# ### BEGIN SOLUTION
# No. This is the course's own solution.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "honour_help_given", "points": 0, "solution": true}
# **2. Did you give help to others? If yes, to whom, and with what?**
#
# ### BEGIN SOLUTION
# No.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "honour_code_found", "points": 0, "solution": true}
# **3. Did you find or come across code, written by people or by programs, that solves any part of it? If yes, where, and
# what did you do with it?**
#
# ### BEGIN SOLUTION
# No.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "honour_alone", "points": 0, "solution": true}
# **4. Can you say "I worked alone, except as stated above, and everything I hand in is my own"? If not, say why.**
#
# ### BEGIN SOLUTION
# I worked alone, except as stated above, and everything I hand in is my own.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "honour_signature", "points": 0, "solution": true}
# **5. Type your name and today's date as your signature.**
#
# ### BEGIN SOLUTION
# The course staff.
# ### END SOLUTION
