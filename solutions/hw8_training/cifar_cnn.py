# %% [markdown]
# # A convolutional network of your own, and what each part of it is worth
#
# Ten kinds of small colour images, and a network that you design to tell them apart. At the end you hand in its predictions for
# images whose labels you do not have, as in a competition. Before that you find out which parts of your design earn their place.
#
# **You will be able to**
#
# - normalise and augment images, and say what may be learned from which part of the data;
# - compute the shapes, parameters and cost of convolutional layers before you train them;
# - design a convolutional network, train it, and keep its best weights;
# - take a design apart by experiments, and read what the network gets wrong;
# - write predictions so that each line belongs to its image.
#
# **You need**: convolution and pooling (homework 3), and PyTorch's `nn`, `backward()` and optimizers.
#
# **Time**: about 230 minutes, in three parts of 60 to 90 minutes; the computer needs about two minutes of them.
#
# **Data**: pieces of ten pictures that come with scikit-image (6,000 images of 32×32 pixels in colour), so nothing has to be
# downloaded. The task: which picture is a piece from? The notebook is made for CIFAR-10 (60,000 photographs of the same
# size): fetch it with `python -m coursekit.data fetch cifar10`, and start Jupyter with the environment variable
# `DLBH_DATASET` set to `cifar10`. The cell below the imports prints which of the two is in use. Your work is graded on
# the pieces.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check, on data unknown in advance.
# - Images have the shape $(N, 3, H, W)$, with the colours red, green, blue; labels are integers from 0.
# - **No function may change the tensors that it gets**; only training changes the model that it gets.
# - Everything in PyTorch may be used, and Python's own library.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import os
import tempfile

import numpy as np
import torch
from torch import nn

from coursekit import check, predictions, remote, rng, submitted_file
from coursekit import describe_images, load_images, pictures, share, with_channels

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
rows = load_images("cifar10" if os.environ.get("DLBH_DATASET") == "cifar10" else "crops")
data = with_channels(rows)
tensors = {key: torch.from_numpy(data[key]) for key in ("X_train", "y_train", "X_val", "y_val", "X_test")}
num_classes, class_names = data["num_classes"], data["class_names"]
# float64 for the small set: every computer finds the same numbers.
torch.set_default_dtype(torch.float64 if data["name"] == "crops" else torch.float32)
print(describe_images(data))

# %% nbgrader={"grade_id": "data_picture"}
pictures.examples(rows)

# %% [markdown]
# ## 1. Before the network
#
# ### 1.1 Something to beat
#
# Without a network: the most common class, and the class whose mean training image is nearest.

# %% nbgrader={"grade_id": "data_baseline_ungraded"}
X, y = tensors["X_train"].flatten(1).double(), tensors["y_train"]
means = torch.stack([X[y == label].mean(dim=0) for label in range(num_classes)])
nearest = torch.cdist(tensors["X_val"].flatten(1).double(), means).argmin(dim=1)
print(
    f"the most common class: {share(float((tensors['y_val'] == y.mode().values).double().mean()))} of the validation images"
)
print(f"the nearest mean:      {share(float((tensors['y_val'] == nearest).double().mean()))}")

# %% [markdown]
# ### 1.2 Normalisation
#
# Training goes better when the inputs have mean 0 and standard deviation 1. For images, there is one of each **for each
# colour**. Both come from the training images alone; the others must be treated as if unknown.
#
# <details><summary>Hint 1: which axes?</summary>
#
# Average over all axes but that of the colours: `X.mean(dim=(0, 2, 3))`.
#
# </details>
# <details><summary>Hint 2: three numbers for an image</summary>
#
# `mean.reshape(3, 1, 1)` is broadcast over the pixels. Without it, the numbers are broadcast along the last axis.
#
# </details>


# %% nbgrader={"grade_id": "normalise_answer", "solution": true}
def channel_statistics(X):
    """The mean and the standard deviation of each colour over all images and pixels.

    X: floats (N, C, H, W). Returns (mean, std): floats (C,) each. Divide by the number of values, or by one less.
    """
    ### BEGIN SOLUTION
    return X.mean(dim=(0, 2, 3)), X.std(dim=(0, 2, 3))
    ### END SOLUTION


def normalise(X, mean, std):
    """The images with these means subtracted, and divided by these standard deviations, colour by colour.

    X: floats (N, C, H, W); mean, std: floats (C,). Returns floats (N, C, H, W).
    """
    ### BEGIN SOLUTION
    return (X - mean.reshape(-1, 1, 1)) / std.reshape(-1, 1, 1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "normalise_public", "points": 1}
# Four images, a row for each, in which each colour has one value in the left half and another in the right half.
red = torch.tensor([[1.5, 0.5], [1.5, 0.5], [1.5, 0.5], [1.5, 0.5]])
green = torch.tensor([[11.0, 5.0], [1.0, 7.0], [9.0, 5.0], [7.0, 3.0]])
blue = torch.tensor([[2.0, -2.0], [-4.0, -2.0], [-4.0, -2.0], [0.0, -4.0]])


def in_halves(*colours):
    return torch.stack(colours, dim=1)[:, :, None].repeat_interleave(11, dim=3).repeat(1, 1, 14, 1)


X = in_halves(red, green, blue)
before = X.clone()
mean, std = check.pair(channel_statistics(X), 2, name="channel_statistics")
stds = torch.stack([before[:, colour].std() for colour in range(3)])  # of all 1,232 numbers of a colour
check.close(mean, torch.tensor([1.0, 6.0, -2.0]), name="mean", mistakes={"are mean and std exchanged?": stds})
by_image = before.mean(dim=(2, 3))
mistakes = {
    "the standard deviation of the images' means, in place of that of all pixels?": by_image.std(dim=0),
    "the standard deviation of the images' mean colours, in place of that of all pixels?": by_image.std(
        dim=0, correction=0
    ),
    "the variance, in place of its square root?": stds**2,
}
check.close(std, torch.tensor([0.5, 3.0, 2.0]), name="std", rtol=2e-3, mistakes=mistakes)
check.unchanged(before, X, name="X, by channel_statistics,")
# normalise is given numbers that are not those of X.
ready = normalise(X, torch.tensor([2.0, 4.0, -1.0]), torch.tensor([0.25, 2.0, 4.0]))
own = in_halves((red - 1) / stds[0], (green - 6) / stds[1], (blue + 2) / stds[2])
mistakes = {
    "multiplied by std, in place of divided?": in_halves((red - 2) / 4, (green - 4) * 2, (blue + 1) * 4),
    "divided by std before the mean is subtracted?": in_halves(red * 4 - 2, green / 2 - 4, blue / 4 + 1),
    "not divided by std?": in_halves(red - 2, green - 4, blue + 1),
    "the mean not subtracted?": in_halves(red * 4, green / 2, blue / 4),
    "the mean and std of X itself, in place of those that are given?": own,
}
right = in_halves((red - 2) * 4, (green - 4) / 2, (blue + 1) / 4)
check.close(ready, right, name="normalise(X, mean, std)", mistakes=mistakes)
check.unchanged(before, X, name="X, by normalise,")
check.passed("channel_statistics and normalise: right for four images")

# %% nbgrader={"grade_id": "normalise_fresh", "points": 2}
# Hidden: channel_statistics, for images that are not square, with other numbers of colours.
### BEGIN HIDDEN TESTS
for count, channels, height, width in ((9, 3, 12, 16), (16, 2, 11, 20)):
    centre, scale = rng.uniform(-2, 2, size=(1, channels, 1, 1)), rng.uniform(0.5, 3, size=(1, channels, 1, 1))
    X = torch.from_numpy(centre + scale * rng.normal(size=(count, channels, height, width)))
    X[0] += 3.0
    before = X.clone()
    mean, std = check.pair(channel_statistics(X), 2, name="channel_statistics")
    check.unchanged(before, X, name="X")
    check.close(mean, before.mean(dim=(0, 2, 3)), name=f"mean, for {channels} colours", rtol=1e-5, atol=1e-6)
    check.close(std, before.std(dim=(0, 2, 3)), name=f"std, for {channels} colours", rtol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "normalise_given", "points": 2}
# Hidden: normalise uses the numbers that it gets, for a single image, too, and for images as wide as they have colours.
### BEGIN HIDDEN TESTS
for count, channels, height, width in ((4, 3, 5, 3), (1, 2, 4, 2), (3, 3, 3, 3)):
    X = torch.from_numpy(rng.uniform(size=(count, channels, height, width)))
    mean, std = (torch.from_numpy(rng.uniform(0.2, 0.8, size=channels)) for _ in range(2))
    before = X.clone()
    got = normalise(X, mean, std)
    check.unchanged(before, X, name="X")
    expected = torch.stack([(before[:, c] - mean[c]) / std[c] for c in range(channels)], dim=1)
    check.close(got, expected, name=f"normalise, for images of shape {tuple(X.shape)}", rtol=1e-5, atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "normalise_run_ungraded"}
mean, std = channel_statistics(tensors["X_train"])
ready = {**tensors}
for purpose in ("X_train", "X_val", "X_test"):
    ready[purpose] = normalise(tensors[purpose], mean, std).to(torch.get_default_dtype())
print("means of red, green, blue:", [round(value, 2) for value in mean.tolist()])

# %% [markdown]
# ### 1.3 Augmentation
#
# A mirrored cat is a cat, and so is one two pixels further to the left. So let the network see each image a little differently
# in each epoch. What comes in from outside is 0, the mean colour of normalised images. For each image, the mirroring
# and the two moves are drawn anew, the moves uniformly from −`shift` to `shift`, both included.
#
# <details><summary>Hint 1: mirroring some</summary>
#
# `torch.where(chosen.reshape(-1, 1, 1, 1), X.flip(3), X)`, with `chosen` a Boolean for each image.
#
# </details>
# <details><summary>Hint 2: moving</summary>
#
# `nn.functional.pad(X, (shift,) * 4)` puts a frame of zeros around the images. A window of the old size in it is a moved image.
# A Python loop over the images is fine.
#
# </details>


# %% nbgrader={"grade_id": "augment_answer", "solution": true}
def augment(X, shift=2):
    """A new random variant of each image: mirrored left to right in half of all cases, then moved.

    X: floats (N, C, H, W). Each image is moved by an integer from -shift to shift in either direction; the pixels that
    come in are 0. Returns floats (N, C, H, W).
    """
    ### BEGIN SOLUTION
    count, _, height, width = X.shape
    X = torch.where(torch.rand(count, 1, 1, 1) < 0.5, X.flip(3), X)
    padded = nn.functional.pad(X, (shift,) * 4)
    tops, lefts = (torch.randint(2 * shift + 1, (count,)).tolist() for _ in range(2))
    windows = zip(padded, tops, lefts, strict=True)
    return torch.stack([image[:, top : top + height, left : left + width] for image, top, left in windows])
    ### END SOLUTION


# %% [markdown]
# The helper below finds out which variant each image became:


# %% tags=["setup"] nbgrader={"grade_id": "setup_variants"}
def variants_of(image, shift):
    """All that `augment` may make of an image (C, H, W): (mirrored, down, right) → image."""
    _, height, width = image.shape
    found = {}
    for mirrored in (False, True):
        padded = nn.functional.pad(image.flip(2) if mirrored else image, (shift,) * 4)
        for down in range(-shift, shift + 1):
            for right in range(-shift, shift + 1):
                top, left = shift - down, shift - right
                found[mirrored, down, right] = padded[:, top : top + height, left : left + width]
    return found


# %% tags=["setup"] nbgrader={"grade_id": "setup_variants_seen"}
def what_was_done(image, new, shift):
    """A sentence about an image that is none of the variants."""
    frame = (shift,) * 4
    moves = [(down, right) for down in range(-shift, shift + 1) for right in range(-shift, shift + 1)]
    edges = variants_of(nn.functional.pad(image[None], frame, mode="replicate")[0], shift).values()
    done = {
        "It is mirrored top to bottom.": variants_of(image.flip(1), shift).values(),
        "It is moved further.": variants_of(image, 2 * shift + 2).values(),
        "What leaves it on one side comes in on the other; what comes in should be 0.": [
            turned.roll(move, dims=(1, 2)) for turned in (image, image.flip(2)) for move in moves
        ],
        "The pixels that come in repeat its edge; they should be 0.": [
            made[:, shift : shift + image.shape[1], shift : shift + image.shape[2]] for made in edges
        ],
    }
    if not bool(new.any()):
        return "All its pixels are 0."
    found = [told for told, variants in done.items() if any(bool((variant == new).all()) for variant in variants)]
    return (found or ["Do the moved images keep their size, with a frame of zeros around them?"])[0]


def variants_seen(X, made, shift):
    """For each image of X the variant that it has become in `made`; fails if one is none of them."""
    check.array(made, shape=tuple(X.shape), name="augment(X)", library="torch")
    seen = []
    for index, (image, new) in enumerate(zip(X, made, strict=True)):
        fitting = [name for name, variant in variants_of(image, shift).items() if bool((variant == new).all())]
        if not fitting:
            moved = f"moved by at most {shift} pixel{'s' * (shift != 1)}"
            what = f"Image {index} has become none of its variants: {moved}, mirrored left to right or not."
            check.fail(f"{what}\n{what_was_done(image, new, shift)}")
        seen.append(fitting[0])
    check.equal(len(seen), len(X), name="the number of images that are variants")
    return seen


# %% nbgrader={"grade_id": "augment_public", "points": 1}
X = torch.arange(1.0, 841.0).reshape(10, 3, 4, 7)
before = X.clone()
made = augment(X, 1)
check.unchanged(before, X, name="X")
seen = variants_seen(X, made, 1)
hint = "Are mirroring and moves drawn for each image?"
check.at_least(len(set(seen)), 2, name="the number of different variants of 10 images", hint=hint)
check.passed("augment: all images are variants, and not all of them the same one")

# %% nbgrader={"grade_id": "augment_fresh", "points": 2}
# Hidden: augment, for fresh images of other shapes, for no shift at all, and for a single image.
### BEGIN HIDDEN TESTS
for count, height, width, shift in ((12, 6, 4, 2), (8, 3, 5, 0), (1, 5, 4, 1)):
    X = torch.from_numpy(rng.uniform(1, 2, size=(count, 3, height, width)))
    before = X.clone()
    made = augment(X, shift)
    check.unchanged(before, X, name="X")
    seen = variants_seen(before, made, shift)
    check.at_least(len(set(seen)), 2 if count == 12 else 1, name=f"the number of different variants of {count} images")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "augment_chance", "points": 2}
# Hidden: half of many images are mirrored, each move occurs, each image has its own, and the next call draws anew.
### BEGIN HIDDEN TESTS
X = torch.from_numpy(rng.uniform(1, 2, size=(900, 1, 4, 4)))
seen = variants_seen(X, augment(X.clone(), 1), 1)
share_mirrored = sum(mirrored for mirrored, _, _ in seen) / len(seen)
check.at_least(share_mirrored, 0.4, name="the share of mirrored images")
check.at_most(share_mirrored, 0.6, name="the share of mirrored images")
check.equal(len(set(seen)), 18, name="the number of variants among 900 images, for shift=1")
first, second = (variants_seen(X[:100], augment(X[:100].clone(), 1), 1) for _ in range(2))
same = sum(one == other for one, other in zip(first, second, strict=True))
check.at_most(same, 30, name="the number of 100 images that became the same variant twice")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "augment_picture"}
torch.manual_seed(1)
original = tensors["X_train"][tensors["X_train"][:40].flatten(1).std(dim=1).argmax()]  # one with much contrast
several = augment(original.repeat(10, 1, 1, 1), 4)
several[0] = original
pictures.images(
    several.flatten(1).numpy(),
    ["as it is", *[f"variant {k}" for k in range(1, 10)]],
    data["image_shape"],
    columns=5,
    alt="A training image and nine random variants, mirrored or not and moved by up to four pixels, with black margins.",
)

# %% [markdown]
# **Think about it.** May digits be mirrored? What may be done to the photograph of a traffic light?
#
# ### 1.4 What does a layer cost?
#
# Count before you design. A convolution has one bias for each filter, and needs a multiplication for each weight at each place
# of the output.


# %% nbgrader={"grade_id": "cost_answer", "solution": true}
def conv_cost(image_shape, filters, kernel, stride=1, padding=0):
    """What `nn.Conv2d(C, filters, kernel, stride, padding)` makes of one image, and what it costs.

    image_shape: (C, H, W); the other four are ints, kernel x kernel is the size of a filter.
    Returns (shape, parameters, multiplications): (filters, H', W') and two ints; adding the bias does not count.
    """
    ### BEGIN SOLUTION
    channels, *sides = image_shape
    height, width = ((side + 2 * padding - kernel) // stride + 1 for side in sides)
    weights = filters * channels * kernel**2
    return (filters, height, width), weights + filters, weights * height * width
    ### END SOLUTION


# %% nbgrader={"grade_id": "cost_public", "points": 1}
shape, parameters, multiplications = check.pair(conv_cost((3, 9, 14), 7, 5, 2, 1), 3, name="conv_cost")
channels, height, width = check.entries(tuple(shape), 3, name="shape")
channels_last = {"the number of filters not first in the shape?": 4}
check.close(channels, 7, name="shape[0]", mistakes=channels_last)
one_side = "the padding on one side only, or on none?"
no_stride = "the stride not used?"
mistakes = {"are height and width exchanged?": 6, one_side: 3, no_stride: 7}
check.close(height, 4, name="shape[1], the height", mistakes=mistakes)
mistakes = {
    "rounded up? What does not fit is left out": 7,
    "computed from the image's height, in place of its width?": 4,
    no_stride: 12,
}
check.close(width, 6, name="shape[2], the width", mistakes=mistakes)
mistakes = {
    "are the biases missing?": 525,
    "one bias for all filters? Each has its own": 526,
    "a filter with the weights of one channel only? There are 3": 182,
}
check.close(parameters, 532, name="parameters", mistakes=mistakes)
mistakes = {
    "biases counted, too? Adding one is no multiplication": 12_768,
    "counted for one place of the output only? There are 4×6": 525,
    "counted at each place of the input, in place of the output?": 66_150,
    "a filter with the weights of one channel only? There are 3": 4_200,
}
check.close(multiplications, 12_600, name="multiplications", mistakes=mistakes)
check.passed("conv_cost: right for 7 filters of 5×5, with a stride of 2 and a padding of 1")

# %% nbgrader={"grade_id": "cost_fresh", "points": 3}
# Hidden: conv_cost for other images and layers, compared with what PyTorch makes of them; and the default arguments.
### BEGIN HIDDEN TESTS
for options in ((5, 2, 0), (3, 1, 2), (2, 3, 1), (4, 2, 1), ()):
    channels, filters = int(rng.integers(2, 6)), int(rng.integers(6, 10))
    height, width = int(rng.integers(7, 12)), int(rng.integers(13, 20))
    kernel, *rest = options or (3,)
    layer = nn.Conv2d(channels, filters, kernel, *rest)
    expected = tuple(layer(torch.zeros(1, channels, height, width)).shape[1:])
    got = check.pair(conv_cost((channels, height, width), filters, kernel, *rest), 3, name="conv_cost")
    what = f"{filters} filters of {kernel}×{kernel} on {channels}×{height}×{width}, stride and padding {rest or 'left out'}"
    check.equal(tuple(got[0]), expected, name=f"shape, for {what}")
    check.equal(got[1], sum(p.numel() for p in layer.parameters()), name=f"parameters, for {what}")
    check.equal(got[2], layer.weight.numel() * expected[1] * expected[2], name=f"multiplications, for {what}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "cost_run"}
for kernel, stride in ((3, 1), (5, 1), (5, 2), (7, 2)):
    cost = conv_cost(data["image_shape"], 16, kernel, stride, kernel // 2)
    print(f"16 filters of {kernel}×{kernel}, stride {stride}: {cost[0]}, {cost[1]:,} parameters, {cost[2]:,} products")

# %% [markdown]
# **Think about it.** A fully connected layer from 3×32×32 numbers to 16×16×16 has 12.6 million parameters. Which two
# assumptions about images let a convolution do with so few?
#
# ## 2. Your network, and its training
#
# ### 2.1 Your design
#
# How many convolutions and filters, which nonlinearity, where to make the image smaller (stride or pooling), batch normalisation,
# dropout, the way from the last feature maps to the scores: all that is yours. The network gets normalised images and returns
# *scores*; the softmax is part of the loss. With fewer than a million multiplications per image, an epoch takes two or
# three seconds.
#
# <details><summary>Hint 1: the chain that most networks follow</summary>
#
# Convolution, batch normalisation, ReLU, pooling; the same again with twice as many filters on half as large an image; at the
# end the mean of each feature map (`nn.AdaptiveAvgPool2d(1)`), and one linear layer.
#
# </details>
# <details><summary>Hint 2: the shape of a class</summary>
#
# Call `super().__init__()` first, make all layers in `__init__`, use them in `forward(self, X)`. What is made in `forward` has
# new weights in each call, and is not trained.
#
# </details>


# %% nbgrader={"grade_id": "net_answer", "solution": true}
class Net(nn.Module):
    """A convolutional network of your design, new and untrained.

    Net(num_classes) takes floats (N, 3, 32, 32), N at least 1 in evaluation mode, and returns scores (N, num_classes), not
    probabilities. It has at least two convolutions whose filters are larger than one pixel. You may add arguments that
    have defaults.
    """

    ### BEGIN SOLUTION
    def __init__(self, num_classes, width=None, blocks=None, norm=True, stride=None):
        super().__init__()
        small = data["name"] == "crops"
        width, blocks, stride = (
            width or (16 if small else 32),
            blocks or (3 if small else 4),
            stride or (2 if small else 1),
        )
        layers, channels = [], 3
        for number in range(blocks):
            filters = width * min(2**number, 4)
            size, step = (5, stride) if number == 0 else (3, 1)
            layers += [nn.Conv2d(channels, filters, size, step, size // 2)]
            layers += [nn.BatchNorm2d(filters)] if norm else []
            layers += [nn.ReLU()]
            layers += [nn.MaxPool2d(2)] if number < 2 else []
            channels = filters
        self.features = nn.Sequential(*layers)
        self.classify = nn.Linear(channels, num_classes)

    def forward(self, X):
        return self.classify(self.features(X).mean(dim=(2, 3)))

    ### END SOLUTION


# %% [markdown]
# The checks ask for a model's scores in evaluation mode and verify their shape:


# %% tags=["setup"] nbgrader={"grade_id": "setup_scores"}
def scores_of(model, X, num_classes):
    """The scores of a model for X (N, C, H, W), in evaluation mode: (N, num_classes)."""
    if not (hasattr(model, "eval") and hasattr(model, "training")):
        check.fail("The model is not an nn.Module: let Net inherit from nn.Module.")
    before = model.training
    model.eval()
    scores = model(X)
    model.train(before)
    if not hasattr(scores, "detach"):
        check.fail("The model does not return a tensor of scores.")
    scores = scores.detach()
    if type(scores) is torch.Tensor and scores.ndim == 1 and len(X) > 1:
        check.fail("The model returns one number for each image, where a score for each class was expected.")
    shape = (len(X), num_classes)
    found = torch.from_numpy(check.array(scores, shape=shape, name="scores", library="torch"))
    if float(found.std()) < 1e-9:
        check.fail("All scores are the same.")
    return found


def images_drawn(rng, count, side=32):
    """Fresh normalised images, (count, 3, side, side)."""
    return torch.from_numpy(rng.normal(size=(count, 3, side, side))).to(torch.get_default_dtype())


def shapes_of(model):
    """The shapes of a model's parameters."""
    shapes = [tuple(shape) for shape in remote("lambda model: [tuple(p.shape) for p in model.parameters()]")(model)]
    for shape in shapes:
        check.array(np.array(shape), shape=(len(shape),), kind="i", name="the shape of a parameter")
    return shapes


# %% nbgrader={"grade_id": "net_public", "points": 1}
model = Net(num_classes)
scores = scores_of(model, images_drawn(np.random.default_rng(1), 5), num_classes)
weights = sum(int(np.prod(shape)) for shape in shapes_of(model))
hint = "Layers in a plain list are not found: `nn.Sequential` and `nn.ModuleList` hold layers."
check.at_least(weights, 100, name="the number of parameters", hint=hint)
check.passed(f"Net: scores of shape {tuple(scores.shape)}, {weights:,} parameters")

# %% nbgrader={"grade_id": "net_sizes", "points": 1}
# Hidden: scores for other numbers of classes, for several images and for a single one.
### BEGIN HIDDEN TESTS
for classes in (3, 12):
    model = Net(classes)
    for count in (4, 1):
        scores = scores_of(model, images_drawn(rng, count), classes)
        check.equal(tuple(scores.shape), (count, classes), name=f"the shape of the scores, for {count} images")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_convolutions", "points": 1}
# Hidden: at least two convolutions with filters larger than one pixel.
### BEGIN HIDDEN TESTS
found = [shape for shape in shapes_of(Net(num_classes)) if len(shape) == 4 and shape[2] * shape[3] > 1]
check.at_least(len(found), 2, name="the number of convolutions with filters larger than one pixel")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_nonlinear", "points": 1}
# Hidden: the scores are not a linear function of the image; without nonlinearities all layers are as good as one.
### BEGIN HIDDEN TESTS
model = Net(num_classes)
a, b = (3 * images_drawn(rng, 3) for _ in range(2))
values = scores_of(model, torch.cat([a + b, a, b, torch.zeros_like(a)]), num_classes).split(3)
both, first, second, none = (scores - scores[:, :1] for scores in values)  # a logarithm of a softmax is no layer
bend = (both - first - second + none).abs().max() / both.abs().max().clamp(min=1e-9)
check.at_least(float(bend), 1e-3, name="how far the scores are from a linear function")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_scores", "points": 1}
# Hidden: the model returns scores, not probabilities. Two softmaxes in a row train badly.
### BEGIN HIDDEN TESTS
scores = scores_of(Net(num_classes), images_drawn(rng, 4), num_classes)
away = float((scores.sum(dim=1) - 1).abs().max())
check.at_least(away, 1e-4, name="how far the sums of scores are from 1", hint="Leave the softmax to the loss.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_mode", "points": 2}
# Hidden: in evaluation mode an image has the same scores each time, whatever other images come with it.
### BEGIN HIDDEN TESTS
model, X = Net(num_classes), images_drawn(rng, 3)
together = scores_of(model, X, num_classes)
close = {"rtol": 1e-3, "atol": 1e-5}
check.close(scores_of(model, X, num_classes), together, name="the scores, asked for once more", **close)
check.close(
    scores_of(model, X[2:3], num_classes), together[2:3], name="the scores of one image, asked for alone", **close
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_new", "points": 1}
# Hidden: each Net has weights of its own, which training reaches; training one does not train the other.
### BEGIN HIDDEN TESTS
first, second = Net(num_classes), Net(num_classes)
X = images_drawn(rng, 2)
before, own = scores_of(second, X, num_classes), scores_of(first, X, num_classes)
remote("lambda model: [p.data.add_(0.1) for p in model.parameters()] and None")(first)
after = scores_of(second, X, num_classes)
check.close(after, before, name="the scores of one network, after another one's parameters were changed", rtol=1e-5)
moved = float((scores_of(first, X, num_classes) - own).abs().max())
check.at_least(moved, 1e-6, name="how far the scores of the changed network have moved")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "net_layers_picture"}
shapes = [list(p.shape) for p in Net(num_classes).parameters() if p.ndim > 1]
print("weights, layer by layer:", ", ".join("×".join(map(str, shape)) for shape in shapes))

# %% [markdown]
# ### 2.2 Scores, in order
#
# Accuracy, confidence, predictions: all of them come from the scores. Compute these in evaluation mode, without recording
# gradients, in batches (10,000 images at once fill the memory), for all images, **in their order**. The model is left in the mode
# in which it came.


# %% nbgrader={"grade_id": "scores_answer", "solution": true}
def predict_scores(model, X, batch_size=250):
    """The model's scores for all images, in evaluation mode; the model is left as it was, its mode included.

    X: floats (N, ...), N at least 1. The model gets at most batch_size images at a time, and returns (n, K) for n of
    them. Returns floats (N, K), a tensor to which no gradient is attached.
    """
    ### BEGIN SOLUTION
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = torch.cat([model(part) for part in X.split(batch_size)])
    model.train(training)
    return scores
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_models"}
class Watched(nn.Module):
    """A linear classifier with dropout, if asked for, that remembers which images it got in which mode."""

    def __init__(self, seed, inputs, classes, dropout=0.0):
        super().__init__()
        torch.manual_seed(seed)
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(inputs, classes), nn.Dropout(dropout))
        self.batches, self.modes = [], []

    def forward(self, X):
        self.batches.append(X.detach().clone())
        self.modes.append(self.training)
        return self.layers(X)


def small_net(seed, classes=4):
    """A small convolutional network with batch normalisation and dropout, always the same at first."""
    torch.manual_seed(seed)
    layers = [
        nn.Conv2d(3, 6, 3),
        nn.BatchNorm2d(6),
        nn.ReLU(),
        nn.Flatten(),
        nn.Dropout(0.3),
        nn.Linear(6 * 16, classes),
    ]
    return nn.Sequential(*layers)


def patches(rng, count, noise=0.5):
    """Noisy images (count, 3, 6, 6) of four colours, which mirroring and moving leave as they are, and their labels."""
    colours = np.array([[1.0, -1.0, -1.0], [-1.0, 1.0, -1.0], [-1.0, -1.0, 1.0], [1.0, 1.0, 1.0]])
    labels = rng.permutation(np.arange(count) % 4)
    X = colours[labels][:, :, None, None] + noise * rng.normal(size=(count, 3, 6, 6))
    return torch.from_numpy(X).to(torch.get_default_dtype()), torch.from_numpy(labels)


# %% tags=["setup"] nbgrader={"grade_id": "setup_batches"}
def images_in(batches):
    """All images (3, 6, 6) of these batches, one after the other, as a list of their bytes."""
    for batch in batches:
        check.array(batch, shape=(len(batch), 3, 6, 6), name="a batch of images", library="torch")
    return [image.numpy().tobytes() for batch in batches for image in batch]


def detached(scores):
    """Scores without a gradient, which costs a point of its own: see the check scores_batches."""
    return scores.detach() if hasattr(scores, "detach") else scores


# %% nbgrader={"grade_id": "scores_public", "points": 1}
X, _ = patches(np.random.default_rng(2), 25)
model = remote("small_net")(3)
expected = scores_of(model, X, 4)
got = detached(predict_scores(model, X, 10))
if type(got) is list:
    check.fail(f"predict_scores(model, X, 10) returns a list of {len(got)}: join the batches' scores with `torch.cat`.")
tracked = check.array(model[1].num_batches_tracked, shape=(), kind="i", name="num_batches_tracked", library="torch")
if int(tracked) > 0:
    check.fail("The model is in training mode while `predict_scores` runs: call `model.eval()` first.")
if type(got) is torch.Tensor and got.shape in ((20, 4), (5, 4)):
    which = "those of the first two batches" if len(got) == 20 else "those of the last batch"
    check.fail(f"predict_scores(model, X, 10) has scores for {len(got)} images, where 25 were expected: {which} alone?")
if type(got) is torch.Tensor and got.shape == (25,):
    check.fail("predict_scores(model, X, 10) has one number for each image: the scores are expected, not the classes.")
softmax = {"probabilities, where the scores were expected, before any softmax?": expected.softmax(dim=1)}
close = {"rtol": 1e-4, "atol": 1e-6, "axes": {}}
check.close(got, expected, name="predict_scores(model, X, 10)", **close, mistakes=softmax)
check.passed("predict_scores: right for 25 images in batches of 10")

# %% nbgrader={"grade_id": "scores_sizes", "points": 2}
# Hidden: predict_scores for other numbers of images: one, full batches only, fewer than a batch; and where batch_size is not given.
### BEGIN HIDDEN TESTS
for count, sizes in ((1, (8,)), (24, (8,)), (7, (20,)), (23, (5,)), (40, ())):
    X, _ = patches(rng, count)
    model = remote("small_net")(int(rng.integers(1000)))
    expected, before = scores_of(model, X, 4), X.clone()
    got = detached(predict_scores(model, X, *sizes))
    check.unchanged(before, X, name="X")
    check.close(got, expected, name=f"predict_scores, for {count} images", rtol=1e-4, atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scores_mode", "points": 1}
# Hidden: the model is left in the mode in which it came, and batch normalisation has learned nothing.
### BEGIN HIDDEN TESTS
X, _ = patches(rng, 12)
for mode in (True, False):
    model = remote("small_net")(5)
    model.train(mode)
    check.array(
        detached(predict_scores(model, X, 5)), shape=(12, 4), name="predict_scores(model, X, 5)", library="torch"
    )
    check.equal(model.training, mode, name="model.training, after predict_scores")
    tracked = check.array(model[1].num_batches_tracked, shape=(), kind="i", name="num_batches_tracked", library="torch")
    check.equal(int(tracked), 0, name="the batches from which batch normalisation has learned")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scores_batches", "points": 1}
# Hidden: the model gets at most batch_size images at a time, and no gradient is recorded.
### BEGIN HIDDEN TESTS
X, _ = patches(rng, 23)
before = X.clone()
model = remote("Watched")(6, 108, 4)
got = detached(predict_scores(model, X, 6))
check.array(got, shape=(23, 4), name="predict_scores(model, X, 6)", library="torch")
batches = list(model.batches)
check.at_most(max(map(len, batches)), 6, name="how many images the model got at a time, for batch_size=6")
if sorted(images_in(batches)) != sorted(images_in([before])):
    check.fail("The model did not get each image once, as it is.")
attached = remote("lambda f, model, X: bool(f(model, X, 6).requires_grad)")(predict_scores, model, X)
if attached is not False:
    check.fail("A gradient is recorded: what predict_scores(model, X, 6) returns requires one.")
### END HIDDEN TESTS

# %% [markdown]
# ### 2.3 One epoch
#
# Go through all training images once, shuffled, in mini-batches, in training mode, with one step of the optimizer for each
# batch. If `change` is given, the network sees `change(batch)` in place of the batch; pass `augment` there.
#
# Return the mean loss and the accuracy **over the images**, from the scores that the steps were computed from. They cost nothing,
# but each image was judged by the network of that moment, in training mode.
#
# <details><summary>Hint 1: a mean over the images</summary>
#
# The last batch may be smaller, so add up `loss.item() * len(batch)`, and divide by the number of images at the end.
#
# </details>


# %% nbgrader={"grade_id": "epoch_answer", "solution": true}
def train_epoch(model, X, y, optimizer, batch_size=64, change=None):
    """Train for one epoch: every image once, in a new random order, in batches of batch_size; the last may be smaller.

    model: in any mode, is trained in training mode. X: floats (N, ...), y: int64 (N,). optimizer: one of torch.optim, for
    the model's parameters. change: a function that takes images (n, ...) and returns images, or None.
    Returns (loss, accuracy), plain numbers: the mean cross-entropy and the share of right answers during training.
    """
    ### BEGIN SOLUTION
    model.train()
    total = right = 0.0
    for batch in torch.randperm(len(X)).split(batch_size):
        images = X[batch] if change is None else change(X[batch])
        scores = model(images)
        loss = nn.functional.cross_entropy(scores, y[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        right += int((scores.argmax(dim=1) == y[batch]).sum())
    return total / len(X), right / len(X)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_descent"}
def gradient_descent(model, learning_rate):
    """In the student's process: stochastic gradient descent for a model."""
    return torch.optim.SGD(model.parameters(), lr=learning_rate)


def linear_layer(seed, inputs, classes):
    """The layer that a `Watched` model with this seed begins with."""
    torch.manual_seed(seed)
    return nn.Linear(inputs, classes)


# %% nbgrader={"grade_id": "epoch_public", "points": 1}
X, y = patches(np.random.default_rng(3), 23)
model = remote("Watched")(1, 108, 4)
loss, accuracy = check.pair(train_epoch(model, X, y, remote("gradient_descent")(model, 0.0), 8), 2, name="train_epoch")
batches, given = list(model.batches), images_in([X])
seen = images_in(batches)
if len(seen) != 23:
    check.fail(f"In an epoch, the model saw {len(seen)} images, where 23 were expected, in batches of 8, 8 and 7.")
if sorted(seen) != sorted(given):
    check.fail("In an epoch, the model did not see each image once, as it is.")
scores = linear_layer(1, 108, 4)(X.flatten(1)).detach()
losses, hits = nn.functional.cross_entropy(scores, y, reduction="none"), (scores.argmax(dim=1) == y).double()
order = torch.tensor([given.index(image) for image in seen]).split([len(batch) for batch in batches])
means = torch.stack([losses[batch].mean() for batch in order])
mistakes = {
    "are loss and accuracy exchanged?": hits.mean(),
    "a mean of the batches' means? The last batch is smaller, so that it is no mean over the images": means.mean(),
    "the batches' mean losses added up without the factor of each batch's size?": means.sum() / 23,
    "the loss of the last batch only?": means[-1],
    "only the last batch counted, not the sum of all: `=` where `+=` is needed?": means[-1] * len(order[-1]) / 23,
    "is there a softmax before the loss? `cross_entropy` has its own": nn.functional.cross_entropy(
        scores.softmax(dim=1), y
    ),
}
mistakes = {told: float(number) for told, number in mistakes.items()}
about = {"rtol": 1e-4, "axes": {0: "images, 23"}}
check.close(loss, float(losses.mean()), name="loss, with a learning rate of 0", **about, mistakes=mistakes)
last = {"the accuracy of the last batch only?": float(hits[order[-1]].mean())}
check.close(accuracy, float(hits.mean()), name="accuracy, with a learning rate of 0", **about, mistakes=last)
check.passed("train_epoch: loss and accuracy are those of the 23 images")

# %% nbgrader={"grade_id": "epoch_steps", "points": 3}
# Hidden: three epochs of one batch each change the weights as gradient descent does by hand.
### BEGIN HIDDEN TESTS
X, y = patches(rng, 12)
seed = int(rng.integers(1000))
model, layer = remote("Watched")(seed, 108, 4), linear_layer(seed, 108, 4)
optimizer, before = remote("gradient_descent")(model, 0.1), (X.clone(), y.clone())
for epoch in range(1, 4):
    train_epoch(model, X, y, optimizer, 12)
    loss = nn.functional.cross_entropy(layer(before[0].flatten(1)), before[1])
    gradients = torch.autograd.grad(loss, list(layer.parameters()))
    with torch.no_grad():
        for parameter, gradient in zip(layer.parameters(), gradients, strict=True):
            parameter -= 0.1 * gradient
    got = model.layers[1].weight.detach()
    check.close(got, layer.weight.detach(), name=f"the weights after {epoch} steps", rtol=1e-3, atol=1e-5)
check.unchanged(before[0], X, name="X")
check.unchanged(before[1], y, name="y")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "epoch_batches", "points": 2}
# Hidden: every image is seen once in an epoch, in batches of the given size, in another order in the next epoch.
### BEGIN HIDDEN TESTS
X, y = patches(rng, 22)
model = remote("Watched")(2, 108, 4)
optimizer = remote("gradient_descent")(model, 0.1)
orders = []
for _ in range(2):
    done = len(list(model.batches))
    train_epoch(model, X, y, optimizer, 8)
    batches = list(model.batches)[done:]
    check.equal(sorted(map(len, batches)), [6, 8, 8], name="the sizes of the batches of 22 images, for batch_size=8")
    orders.append(images_in(batches))
    if sorted(orders[-1]) != sorted(images_in([X])):
        check.fail("Not every image is seen exactly once in an epoch.")
given = images_in([X])
if orders[0] == given:
    check.fail("The images are not shuffled: they are seen in the order in which they were given.")
if orders[0] == orders[1]:
    check.fail("The images are seen in the same order in both epochs.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "epoch_mode", "points": 1}
# Hidden: the model is trained in training mode, in whatever mode it came.
### BEGIN HIDDEN TESTS
X, y = patches(rng, 10)
for mode in (True, False):
    model = remote("Watched")(3, 108, 4, 0.5)
    model.train(mode)
    train_epoch(model, X, y, remote("gradient_descent")(model, 0.1), 4)
    scores_of(model, X, 4)  # in evaluation mode
    check.equal(list(model.modes), [True] * 3 + [False], name="model.training, in three batches, and afterwards")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "epoch_change", "points": 2}
# Hidden: change is applied to each batch; the images themselves stay as they are; loss and accuracy are those of all images.
### BEGIN HIDDEN TESTS
X, y = patches(rng, 17)
before = X.clone()
model = remote("Watched")(4, 108, 4)
change = remote("lambda images: -images.flip(3)")
got = check.pair(train_epoch(model, X, y, remote("gradient_descent")(model, 0.0), 5, change), 2, name="train_epoch")
check.unchanged(before, X, name="X")
if sorted(images_in(list(model.batches))) != sorted(images_in([-before.flip(3)])):
    check.fail("The model does not see change(batch), with each image once.")
scores = linear_layer(4, 108, 4)(-before.flip(3).flatten(1)).detach()
check.close(got[0], float(nn.functional.cross_entropy(scores, y)), name="loss", rtol=1e-4)
check.close(got[1], float((scores.argmax(dim=1) == y).double().mean()), name="accuracy", rtol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# ### 2.4 All epochs, and the best weights
#
# After each epoch, measure loss and accuracy on the validation images. At the end the model gets back the weights of the
# epoch with the highest validation accuracy, the first of them if there are several. Optimizer, learning rate, schedule, batch
# size and augmentation are your choice.
#
# <details><summary>Hint 1: keeping weights</summary>
#
# `model.state_dict()` shows the weights themselves, not a copy: they go on changing. Keep
# `{name: value.clone() for name, value in model.state_dict().items()}`, and give it back with `load_state_dict`.
#
# </details>
# <details><summary>Hint 2: something to begin with</summary>
#
# `torch.optim.Adam` with a learning rate of 0.01 that falls to 0 along a cosine:
# `torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)`, with a `step()` after each epoch.
#
# </details>


# %% nbgrader={"grade_id": "train_answer", "solution": true}
def train(model, data, epochs):
    """Train a model, and leave it with the weights of its best epoch.

    data: a dictionary with X_train (N, C, H, W), y_train (N,), X_val and y_val. epochs: an int, at least 1.
    Returns a dictionary: "train_loss" and "train_accuracy", as `train_epoch` returns them, and "val_loss" and
    "val_accuracy", measured after each epoch: lists of `epochs` numbers; "best_epoch": an int, counted from 1.
    """
    ### BEGIN SOLUTION
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    history = {f"{purpose}_{what}": [] for purpose in ("train", "val") for what in ("loss", "accuracy")}
    best = -1.0
    for epoch in range(1, epochs + 1):
        loss, accuracy = train_epoch(model, data["X_train"], data["y_train"], optimizer, 64, augment)
        schedule.step()
        scores, y = predict_scores(model, data["X_val"]), data["y_val"]
        val_loss = float(nn.functional.cross_entropy(scores, y))
        val_accuracy = float((scores.argmax(dim=1) == y).double().mean())
        for name, value in zip(history, (loss, accuracy, val_loss, val_accuracy), strict=True):
            history[name].append(value)
        if val_accuracy > best:
            best, best_epoch = val_accuracy, epoch
            weights = {name: value.clone() for name, value in model.state_dict().items()}
    model.load_state_dict(weights)
    return {**history, "best_epoch": best_epoch}
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_history"}
CURVES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")


def curves_of(history, epochs):
    """The four lists of a history as floats, verified to have a number for each epoch; and the best epoch."""
    check.keys(history, [*CURVES, "best_epoch"], name="history")
    found = {}
    for name in CURVES:
        if isinstance(history[name], (int, float)):
            check.fail(f'history["{name}"] is one number, where a list with a number for each epoch was expected.')
        check.equal(len(history[name]), epochs, name=f'the number of entries in history["{name}"]')
        found[name] = [check.number(value, name=f'history["{name}"][{k}]') for k, value in enumerate(history[name])]
    best = check.number(history["best_epoch"], name='history["best_epoch"]')
    right, last = 1 + int(np.argmax(found["val_accuracy"])), epochs - int(np.argmax(found["val_accuracy"][::-1]))
    lowest_loss, trained_best = 1 + int(np.argmin(found["val_loss"])), 1 + int(np.argmax(found["train_accuracy"]))
    mistakes = {
        "epochs counted from 0? They are counted from 1": right - 1,
        "the last of the epochs with the highest validation accuracy, in place of the first?": last,
        "the epoch with the lowest validation loss? The validation accuracy decides": lowest_loss,
        "the epoch with the highest training accuracy? The validation accuracy decides": trained_best,
    }
    check.close(int(best), right, name='history["best_epoch"]', mistakes=mistakes)
    return found, right


def measured(model, X, y, num_classes):
    """What a model's loss and accuracy on X with labels y (N,) really are: two floats."""
    scores = scores_of(model, X, num_classes)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())


def training_set(rng, train, val, wrong=False, noise=0.5):
    """Patches in a dictionary as `train` takes it; wrong: all validation labels are wrong."""
    (X, y), (X_val, y_val) = patches(rng, train, noise=noise), patches(rng, val, noise=noise)
    return {"X_train": X, "y_train": y, "X_val": X_val, "y_val": (y_val + 1) % 4 if wrong else y_val}


# %% nbgrader={"grade_id": "train_public", "points": 1}
given = training_set(np.random.default_rng(4), 160, 40)
model = remote("small_net")(5)
before, _ = measured(model, given["X_train"], given["y_train"], 4)
curves, best = curves_of(train(model, given, 12), 12)
after, _ = measured(model, given["X_train"], given["y_train"], 4)
hint = "Is the given model trained, not a copy, in each epoch and with a learning rate above 0?"
check.at_least(before - after, 0.1, name="how much the training loss of 160 images falls in 12 epochs", hint=hint)
check.passed("train: the history is complete, and the loss of 160 small images has fallen")

# %% nbgrader={"grade_id": "train_best", "points": 3}
# Hidden: the model has the weights of its best epoch, even where that is the first; the validation curve agrees with
# it.
### BEGIN HIDDEN TESTS
for epochs, wrong in ((6, True), (4, False), (1, False)):
    given = training_set(rng, 64, 32, wrong=wrong, noise=1.0)
    model = remote("small_net")(int(rng.integers(1000)))
    curves, best = curves_of(train(model, given, epochs), epochs)
    loss, accuracy = measured(model, given["X_val"], given["y_val"], 4)
    told = f"the {'first' if best == 1 else 'best'} of {epochs} epochs"
    check.close(curves["val_accuracy"][best - 1], accuracy, name=f"val_accuracy in {told}", rtol=1e-3,
                hint="Compared with the model that you left: does it have the weights of that epoch?")  # fmt: skip
    check.close(curves["val_loss"][best - 1], loss, name=f"val_loss in {told}", rtol=1e-3,
                hint="Compared with the model that you left: does it have the weights of that epoch?")  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_apart", "points": 2}
# Hidden: nothing is learned from the validation images. Here their labels are wrong, and the model must not know them.
### BEGIN HIDDEN TESTS
given = training_set(rng, 64, 96, wrong=True, noise=0.3)
before = given["X_train"].clone(), given["X_val"].clone()
model = remote("small_net")(8)
curves, _ = curves_of(train(model, given, 10), 10)
check.at_most(curves["val_accuracy"][-1], 0.5, name="the share of wrong validation labels known at the end")
_, accuracy = measured(model, given["X_val"], given["y_val"], 4)
check.at_most(accuracy, 0.7, name="the share of wrong validation labels that the model has learned")
check.unchanged(before[0], given["X_train"], name="X_train")
check.unchanged(before[1], given["X_val"], name="X_val")
### END HIDDEN TESTS

# %% [markdown]
# ### 2.5 Train it
#
# Choose the number of epochs, 8 at least. Grading does not repeat the training: what counts is what it produces here.

# %% nbgrader={"grade_id": "training_epochs", "solution": true}
# EPOCHS: an int, at least 8 and at most 100.
### BEGIN SOLUTION
EPOCHS = 8 if data["name"] == "crops" else 15
### END SOLUTION

# %% nbgrader={"grade_id": "training_epochs_public", "points": 1}
check.equal(EPOCHS, int(check.number(EPOCHS, name="EPOCHS")), name="EPOCHS")
check.at_least(EPOCHS, 8, name="EPOCHS")
check.at_most(EPOCHS, 100, name="EPOCHS")
check.passed(f"EPOCHS: {EPOCHS}")

# %% nbgrader={"grade_id": "training_run_ungraded"}
torch.manual_seed(0)
network = Net(num_classes)
history = train(network, ready, EPOCHS)
best_accuracy = history["val_accuracy"][history["best_epoch"] - 1]
print(f"best validation accuracy: {share(best_accuracy)}, in epoch {history['best_epoch']} of {EPOCHS}")

# %% nbgrader={"grade_id": "training_curves_ungraded_picture"}
pictures.epoch_curves(history)

# %% [markdown]
# **Read your curves.** Copy the picture (or its numbers) into your answer, and say (graded by hand: 3 points)
#
# 1. whether more epochs would help;
# 2. how large the gap between training and validation is, and why training can look worse in the first epochs;
# 3. which epoch's weights your network has, and why its validation accuracy is a little too good to be true.

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 3, "solution": true}
# **My curves**
#
# ### BEGIN SOLUTION
# 1. Hardly: the validation loss is 0.25 after the seventh epoch and after the eighth, and the learning rate has come to 0. A
#    longer schedule might help, because training and validation accuracy both rise to the end.
# 2. In the last epoch 92.5 % of the training images and 90.0 % of the validation images are right, a gap of 2.5 %. In the
#    first it is 54 % against 63 %: the training numbers are means over an epoch in which the network was still learning, and
#    they are of mirrored and moved images, with batch normalisation by batches of 64.
# 3. Those of the eighth, the last one. It was chosen among eight because it did best on these very images, so part of the 90.0 %
#    may be luck: the standard error of 1,000 images is 0.9 %. The test images took no part in any choice.
# ### END SOLUTION

# %% [markdown]
# ## 3. What is it worth?
#
# ### 3.1 Take it apart
#
# To find out what one decision contributes, undo it, and it alone, train again, and compare: an **ablation**. An accuracy also
# depends on luck, on the first weights and the order of the images, so one training of each design is not enough.
#
# Write `DESIGNS`: your network first, then at least three variants, each with one part missing, smaller or replaced. A few more
# arguments of `Net` make this easy.


# %% nbgrader={"grade_id": "parts_designs", "solution": true}
# DESIGNS: a dictionary of at least four designs: a short name → a function without arguments that makes a new network.
### BEGIN SOLUTION
DESIGNS = {
    "as designed": lambda: Net(num_classes),
    "no batch norm": lambda: Net(num_classes, norm=False),
    "one block less": lambda: Net(num_classes, blocks=2),
    "half as wide": lambda: Net(num_classes, width=8 if data["name"] == "crops" else 16),
}
### END SOLUTION

# %% nbgrader={"grade_id": "parts_designs_public", "points": 1}
if not remote("lambda designs: hasattr(designs, 'items')")(DESIGNS):
    check.fail("DESIGNS is not a dictionary.")
networks = "lambda designs: [str(name) for name, make in designs.items() if isinstance(make, nn.Module)]"
if made := list(remote(networks)(DESIGNS)):
    check.fail(
        f"The design {made[0]!r} is a network, where a function that makes one was expected: `lambda: Net(...)`."
    )
names = list(remote("lambda designs: [str(name) for name in designs]")(DESIGNS))
check.at_least(len(names), 4, name="the number of designs")
for name in names:
    model = remote("lambda designs, name: {str(key): make for key, make in designs.items()}[name]()")(DESIGNS, name)
    scores_of(model, images_drawn(np.random.default_rng(5), 2), num_classes)
check.passed(f"DESIGNS: {', '.join(names)}")

# %% [markdown]
# Each variant is trained twice, for five epochs on 1,000 images, which takes half a minute for all of them:

# %% nbgrader={"grade_id": "parts_run_ungraded_picture"}
few = {**ready, "X_train": ready["X_train"][:1000], "y_train": ready["y_train"][:1000]}
results = {}
for name, make in DESIGNS.items():
    for seed in (0, 1):
        torch.manual_seed(seed)
        tried = make()
        curves = train(tried, few, 5)
        results.setdefault(name, []).append(curves["val_accuracy"][curves["best_epoch"] - 1])

# %% nbgrader={"grade_id": "parts_ungraded_picture"}
pictures.accuracy_of_designs(results)

# %% [markdown]
# **What does each part contribute?** Give your table, and for each part say how much it is worth, whether that is more than the
# spread over the seeds, and *why* it helps (or does not). (Graded by hand: 4 points.)

# %% [markdown] nbgrader={"grade_id": "parts_report", "points": 4, "solution": true}
# **The parts of my design**
#
# ### BEGIN SOLUTION
# | design | seed 0 | seed 1 | mean |
# |---|---|---|---|
# | as designed | 73.0 % | 75.7 % | 74.3 % |
# | no batch norm | 58.9 % | 67.4 % | 63.1 % |
# | one block less | 68.0 % | 70.4 % | 69.2 % |
# | half as wide | 63.7 % | 65.3 % | 64.5 % |
#
# Two seeds of one design differ by 2 % to 9 %. Batch normalisation is worth 11 %, more than that: it keeps the sizes of all
# feature maps alike, so that a learning rate of 0.01 works from the first epoch on. The width is worth 10 %, and here no two
# seeds differ by more than 3 %: more filters can tell more textures apart. The third block, which sees larger pieces of them, seems
# to be worth 5 %; both networks with it did better than both without it, but when the seeds alone make up to 9 %, two of each do not
# show that it helps. Both should matter more with all 4,000 images and eight epochs.
# ### END SOLUTION

# %% [markdown]
# ### 3.2 What has it learned to see?
#
# The filters of the first layer can be looked at: each is a small colour image. Below them, an image and what the first layer makes
# of it: seven of its feature maps, red where the filter responds more strongly than on average, and blue where less.

# %% nbgrader={"grade_id": "filters_ungraded_picture"}
first = next(layer for layer in network.modules() if isinstance(layer, nn.Conv2d))
kernels = first.weight.detach()
pictures.images(
    kernels.flatten(1).numpy()[:20],
    [f"filter {k}" for k in range(len(kernels[:20]))],
    tuple(kernels.shape[1:]),
    columns=8,
    signed=True,
    alt=f"{len(kernels[:20])} filters of the first layer as small colour images: edges in several directions, and colours.",
)

# %% nbgrader={"grade_id": "maps_ungraded_picture"}
shown = int(ready["X_val"][:40].flatten(1).std(dim=1).argmax())
with torch.no_grad():
    maps = first(ready["X_val"][shown : shown + 1])[0]
panels = {class_names[data["y_val"][shown]]: data["X_val"][shown].transpose(1, 2, 0)}
maps -= maps.mean(dim=(1, 2), keepdim=True)
panels |= {f"filter {k}": maps[k].numpy() for k in range(7)}
finding = "Each filter responds to something else: to edges of one direction, to bright or to dark places, to a colour."
pictures.image_maps(panels, finding=finding, columns=4)

# %% [markdown]
# ### 3.3 What does it get wrong?

# %% nbgrader={"grade_id": "mistakes_matrix_ungraded_picture"}
val_scores = predict_scores(network, ready["X_val"])
y_val, predicted = ready["y_val"], val_scores.argmax(dim=1)
counts = torch.bincount(num_classes * y_val + predicted, minlength=num_classes**2).reshape(num_classes, num_classes)
pictures.confusion(counts.numpy(), class_names)

# %% nbgrader={"grade_id": "mistakes_gallery_ungraded_picture"}
sure, predicted = val_scores.softmax(dim=1).max(dim=1)
wrong = torch.nonzero(predicted != y_val).flatten()
worst = wrong[sure[wrong].argsort(descending=True)][:10].tolist()
captions = [f"{class_names[y_val[i]]} →\n{class_names[predicted[i]]}\n{share(float(sure[i]), 0)}" for i in worst]
told = "; ".join(" ".join(caption.split()) for caption in captions)
pictures.images(
    rows["X_val"][worst or [0]],
    captions or ["no mistake"],
    data["image_shape"],
    columns=5,
    alt=f"The most confident mistakes, as true class, predicted class and the network's confidence: {told}.",
)

# %% [markdown]
# **What does your network not understand?** (Graded by hand: 3 points) Name the classes it confuses most, what its most confident
# mistakes have in common, and one change of design or data that should help.

# %% [markdown] nbgrader={"grade_id": "mistakes_report", "points": 3, "solution": true}
# **Its mistakes**
#
# ### BEGIN SOLUTION
# It confuses the motorcycle most: 40 of its 100 pieces are taken for others, 18 of them for coffee. The mistakes that it is
# surest of are pieces on which there is nearly nothing: the pale wall behind the motorcycle, which looks like the astronaut's
# background, and the worn faces of coins. There I would guess as well. The network relies on colour, so I would change the colours
# and the brightness of the training images a little, at random; and larger pieces would show more than a wall.
# ### END SOLUTION

# %% [markdown]
# ### 3.4 Predictions to hand in
#
# The test images have no labels here. Write the file `predictions.csv`: the line `Id,Category`, then a line for each test
# image, with its number, counted from 0, and the number of the predicted class:
#
# ```
# Id,Category
# 0,7
# 1,2
# ```
#
# Python's `open` is enough for it.


# %% nbgrader={"grade_id": "predictions_answer", "solution": true}
def write_predictions(path, predicted):
    """Write predicted classes to a file, in place of what is in it: see above.

    path: a str. predicted: int64 (N,), a tensor, in the order of the images.
    """
    ### BEGIN SOLUTION
    with open(path, "w", encoding="utf-8") as file:
        file.write("Id,Category\n")
        file.writelines(f"{number},{category}\n" for number, category in enumerate(predicted.tolist()))
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_written"}
def written(write, *several):
    """In the student's process: what is in the file after each of these predictions was written to it, as bytes."""
    with tempfile.TemporaryDirectory(dir=".") as folder:
        path = os.path.join(folder, "trial.csv")
        for predicted in several:
            write(path, predicted)
        if not os.path.exists(path):
            return None
        with open(path, "rb") as file:
            return file.read()


def verified_file(found, times):
    """The content of the file, if there is one; times: how it was written, for messages."""
    if found is None:
        check.fail(f"write_predictions, called {times}, writes no file at `path`.")
    return found


# %% nbgrader={"grade_id": "predictions_public", "points": 1}
some, earlier = torch.tensor([3, 0, 9, 9, 1]), torch.tensor([2, 7])
file = verified_file(remote("written")(write_predictions, some), "once")
found = predictions.read(file, count=5, name="the file of write_predictions")
mistakes = {
    "the number of the image in both columns?": np.arange(5),
    "sorted, in place of the images' order?": np.sort(some.numpy()),
}
check.close(found, some.numpy(), name="the predictions in the file", mistakes=mistakes)
file = verified_file(remote("written")(write_predictions, earlier, some), "twice")
if type(file) is bytes and file.count(b"Category") > 1:
    check.fail("write_predictions, called twice, adds lines to what is in the file: they should take its place.")
found = predictions.read(file, count=5, name="the file of write_predictions, called twice")
check.equal(found.tolist(), some.tolist(), name="the predictions in the file, written twice")
check.passed("write_predictions: five predictions are written, in place of two others, and read again")

# %% nbgrader={"grade_id": "predictions_written", "points": 2}
# Hidden: write_predictions for other numbers of images, including one, and that the file is written anew each time.
### BEGIN HIDDEN TESTS
for count in (1, 60, 1234):
    first, second = (torch.from_numpy(rng.integers(10, size=count)) for _ in range(2))
    file = verified_file(remote("written")(write_predictions, first, second), "twice")
    found = predictions.read(file, count=count, name="the file of write_predictions, written twice")
    check.equal(found.tolist(), second.tolist(), name="the predictions in the file")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "predictions_run_ungraded"}
predicted = predict_scores(network, ready["X_test"]).argmax(dim=1)
write_predictions("predictions.csv", predicted)
print(f"predictions.csv: {len(predicted):,} predictions")

# %% [markdown]
# Hand in `predictions.csv` together with this notebook. It is graded against labels that only the examiner has. Your
# network is not trained again.
#
# | required of `predictions.csv` | pieces of pictures | CIFAR-10 | points |
# |---|---|---|---|
# | all lines, in the form above | | | 1 |
# | right predictions | at least 82 % | at least 75 % | 8 |
# | | at least 75 % | at least 70 % | 4 |

# %% tags=["setup"] nbgrader={"grade_id": "setup_asked"}
FULL, HALF = {"crops": (0.82, 0.75), "cifar10": (0.75, 0.70)}[data["name"]]

# %% nbgrader={"grade_id": "predictions_form_public", "points": 1}
found = predictions.read(submitted_file("predictions.csv"), count=len(tensors["X_test"]), num_classes=num_classes)
check.at_least(len(set(found.tolist())), 2, name="the number of classes that are predicted")
check.passed(f"predictions.csv: a prediction for each of {len(found):,} images")

# %% nbgrader={"grade_id": "predictions_accuracy", "points": 8}
# Hidden: how many of the predictions in predictions.csv are right (see the table above).
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

labels = held_out_image_labels(data["name"])
found = predictions.read(submitted_file("predictions.csv"), count=len(labels), num_classes=num_classes)
predictions.check_accuracy(found, labels, full=FULL, half=HALF)
check.passed(f"predictions.csv: {share(float((found == labels).mean()))} of {len(labels):,} predictions are right")
### END HIDDEN TESTS

# %% [markdown]
# ### 3.5 To show to a friend: what is similar?
#
# For each image on the left, the four training images nearest to it, by their pixels and by your network's scores. To
# pixels, images are alike if they have the same brightness in the same places; to the network, if they mean the same.

# %% nbgrader={"grade_id": "similar_ungraded_picture"}
few_scores = predict_scores(network, ready["X_train"]), val_scores
chosen, captions = [], []
for label in range(5):
    members = torch.nonzero(y_val == label).flatten()
    asked = int(members[ready["X_val"][members].flatten(1).std(dim=1).argmax()])  # one with much contrast
    by_pixels = (ready["X_train"] - ready["X_val"][asked]).flatten(1).norm(dim=1)
    by_network = (few_scores[0] - few_scores[1][asked]).norm(dim=1)
    chosen.append(rows["X_val"][asked])
    captions.append(f"{class_names[label]}\nQUERY")
    for how, distances in (("pixels", by_pixels), ("network", by_network)):
        for near in distances.argsort()[:4].tolist():
            chosen.append(rows["X_train"][near])
            captions.append(f"{class_names[ready['y_train'][near]]}\n{how}")
told = "; ".join(" ".join(caption.split()) for caption in captions)
pictures.images(np.array(chosen), captions, data["image_shape"], columns=9, alt=f"Images and their nearest: {told}.")

# %% [markdown]
# ## What you have built
#
# A convolutional network of your own, the loop that trains it and keeps its best weights, experiments that say what each part is
# worth, and a file of predictions that somebody else can judge: an entry to any competition on images.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | normalisation | subtract the training set's mean, divide by its standard deviation, for each colour |
# | augmentation | random changes of an image that do not change its class |
# | feature map | how one filter responds at each place of an image |
# | ablation | an experiment in which one part of a design is taken away |
# | early stopping | keeping the weights of the epoch that did best in validation |
#
# **To read on**
#
# - A. Krizhevsky, *Learning multiple layers of features from tiny images* (2009): CIFAR-10
# - S. Ioffe, C. Szegedy, *Batch normalization* (ICML, 2015)
# - M. Zeiler, R. Fergus, *Visualizing and understanding convolutional networks* (ECCV, 2014)
#
# The question follows problem 4.2 of a homework on neural networks at the University of California, Berkeley.

# %% [markdown]
# ## Collaboration and honour
#
# You may discuss the problems in groups of up to five people. Write your code and your texts on your own, and name
# everyone you worked with. Answer all five questions, even where the answer is "no". They carry no points; a homework
# without them counts as incomplete.

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
