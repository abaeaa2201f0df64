# %% [markdown]
# # Deep dream: what does a network want to see?
#
# In training, gradients change the weights until the network fits the pictures. Here the weights stay as they are, and the
# gradient changes the *picture*, until it is what the network responds to most strongly. A dozen lines of code let it
# paint cars and horses out of noise; a handful of tricks later, you have pictures to hang up.
#
# **You will be able to**
#
# - make an image a variable, and climb with it along a network's gradient;
# - tell leaf tensors from others, and explain why `x.grad` is `None`;
# - say why the gradient of most networks leads to noise, and what that has to do with adversarial examples;
# - smooth and clip gradients, and climb at several sizes;
# - ask a channel in the middle of a network what it looks for.
#
# **You need**: gradients, convolutional networks (homework 3), and PyTorch's tensors and autograd.
#
# **Time**: about 200 minutes, in three parts of 60 to 80 minutes; the computer needs about three minutes of them.
#
# **Data**: photographs that come with scikit-learn and scikit-image, and a small network that comes with the course and knows the ten
# classes of CIFAR-10, so nothing has to be downloaded. SqueezeNet knows ImageNet's thousand classes, and dreams of flamingos: fetch
# it with `python -m coursekit.data fetch squeezenet1_1`, and start Jupyter with the environment variable `DLBH_NETWORK` set to
# `squeezenet1_1`. The cell below the imports says which classes are in use. Your work is graded on small networks that
# nobody has seen.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check.
# - Images have the shape $(N, 3, H, W)$, `float32`, red, green and blue, from 0 (dark) to 1.
# - Everything in PyTorch may be used, its optimizers included, and Python's own library.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import os
import warnings

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from coursekit import check, dream, photograph, pictures, pretrained, reference, remote, rng

# %% tags=["setup"] nbgrader={"grade_id": "setup_network"}
if os.environ.get("DLBH_NETWORK") == "squeezenet1_1":
    network = pretrained.with_linear_layer(pretrained.squeezenet1_1())
    untrained = pretrained.with_linear_layer(pretrained.squeezenet1_1(weights="random"))
    labels = {"flamingo": 130, "zebra": 340, "goldfish": 1, "strawberry": 949, "peacock": 84, "daisy": 985}
    layers = {f"features[{place}]": network.features[place] for place in (4, 7, 9, 12)}
    middle, side = network.features[9], 144  # pixels of a dream
else:
    network, untrained = pretrained.small_vgg_torch(), pretrained.small_vgg_torch(weights="random")
    labels = {name: label for label, name in enumerate(network.class_names)}
    layers = {name: getattr(network, name) for name in ("block2_conv2", "block3_conv4", "block4_conv2", "block5_conv4")}
    middle, side = network.block4_conv4, 96  # it was trained on small images
for module in (network, untrained):
    module.eval()
print(f"{sum(p.numel() for p in network.parameters()):,} weights; some of its classes: {', '.join(list(labels)[:6])}")

# %% [markdown]
# ## 1. Climb
#
# ### 1.1 What the network gets
#
# The network was trained on *standardised* images: from each colour the mean over ImageNet is subtracted, and the rest is divided by
# the standard deviation. The function that does this is given. It also moves the image by up to `step` pixels at random, and what leaves on
# one side comes in on the other: that is called **jitter**.


# %% tags=["setup"] nbgrader={"grade_id": "setup_given"}
MEAN = torch.tensor([0.485, 0.456, 0.406]).reshape(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).reshape(3, 1, 1)


def normalize(img):
    """Images (…, 3, H, W) from 0 to 1, standardised as the network expects them."""
    return (img - MEAN) / STD


def normalize_and_jitter(img, step=32):
    """The same, moved by up to `step` pixels at random in both directions, wrapping around at the edges."""
    moves = torch.randint(-step, step + 1, (2,)).tolist()
    return normalize(img).roll(moves, dims=(-2, -1))


def noise(height, width, seed, count=1):
    """Grey noise (count, 3, height, width) to start from."""
    generator = torch.Generator().manual_seed(seed)
    return 0.5 + 0.1 * torch.randn(count, 3, height, width, generator=generator)


def photo(name, height):
    """A photograph as a tensor (1, 3, height, width)."""
    pixels = torch.from_numpy(photograph(name)).float().permute(2, 0, 1)[None]
    width = round(height * pixels.shape[3] / pixels.shape[2])
    return functional.interpolate(pixels, size=(height, width), mode="bilinear", antialias=True).clamp(0, 1)


# %% tags=["setup"] nbgrader={"grade_id": "setup_shown"}
def shown(images, finding, columns=4, width=9.0):
    """A picture of images: title → tensor (1, 3, H, W)."""
    panels = {title: image.detach()[0].permute(1, 2, 0).numpy() for title, image in images.items()}
    # What 100 steps in float32 make of a picture differs a little between processors.
    return pictures.image_maps(panels, finding=finding, columns=columns, width=width, shows_noise=True)


def guess(image):
    """The class that the network finds most likely for an image (1, 3, H, W): its name, if that is known."""
    with torch.no_grad():
        best = int(network(normalize(image)).argmax())
    return next((name for name, label in labels.items() if label == best), f"class {best}")


# %% nbgrader={"grade_id": "network_ungraded_picture"}
names = ("cat", "flower", "rocket", "china")
pictures.image_maps(
    {f"{name}: “{guess(photo(name, 128))}”": photo(name, 128)[0].permute(1, 2, 0).numpy() for name in names},
    finding="Above each photograph its name, and which of its classes the network takes it for.",
    columns=4,
)

# %% [markdown]
# ### 1.2 A leaf, and three ways to lose it
#
# PyTorch keeps gradients only in **leaf** tensors: those that you made, not those that it computed from others. In a loop that changes
# an image, it is easy to end up with a tensor that is not a leaf. Here we raise $-(x - 3)^2$ by steps in $x$. Three of
# the four ways of taking a step fail. Before you run the cell: why does each of them fail?


# %% nbgrader={"grade_id": "leaves_ungraded"}
def climb(change, steps=50):
    """x after some steps up the slope of -(x - 3)², or what went wrong. change(x) returns the next x."""
    x = torch.tensor(0.0, requires_grad=True)
    try:
        for _ in range(steps):
            (-((x - 3) ** 2)).backward()
            x = change(x)
    except (RuntimeError, TypeError) as error:
        return f"{type(error).__name__}: {str(error).split('. ')[0]}"
    return f"x = {x.item():.3f}"


def in_place(x):
    x += 0.1 * x.grad  # a leaf, while autograd is watching
    return x


def another_tensor(x):
    return x + 0.1 * x.grad  # has a history: no leaf


def switched_off(x):
    x = x + 0.1 * x.grad
    x.requires_grad = False  # meant to forget the history
    return x.requires_grad_(True)


def right(x):
    with torch.no_grad():  # autograd looks away
        x += 0.1 * x.grad
    x.grad = None  # the next gradient must not be added to this one
    return x


for change in (in_place, another_tensor, switched_off, right):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # PyTorch also warns of the gradient of a tensor that is not a leaf
        print(f"{change.__name__:15}", climb(change))

# %% [markdown]
# The second one is the most treacherous: for a tensor that is not a leaf, `x.grad` is `None`. With images it is usually
# `image = image.clamp(0, 1)`. A second right way makes a new leaf each time: `x = (x + 0.1 * x.grad).detach().requires_grad_()`.
# A third asks for the gradient without storing it anywhere: `torch.autograd.grad(value, x)` returns a tuple with one gradient
# for each tensor that you ask about.
#
# ### 1.3 Follow the gradient
#
# Now the same with a network. `loss` says what you want more of: it takes what the model returns, and returns one
# number. The name of the function comes from optimisation, where one usually goes down; here **the number must rise**.
#
# Let the model see `normalize_and_jitter(image)`, anew in each iteration, and let the gradient flow through that. Any rule for
# the steps will do: gradient descent with a learning rate, normalised gradients, Adam. Try rates of several magnitudes; your function
# will meet networks whose gradients differ from these.
#
# The network is only borrowed. Give it back as it came: with the same weights, and without gradients in `parameter.grad`.
#
# <details><summary>Hint 1: the loop</summary>
#
# Copy the input and make the copy a leaf. Then, `iterations` times: standardise and jitter, ask the model, ask the loss, get the
# gradient with respect to the *image*, and take a step upwards, in the way of `right` above.
#
# </details>
# <details><summary>Hint 2: an error?</summary>
#
# “a leaf Variable that requires grad is being used in an in-place operation”: do the step under `torch.no_grad()`. “you can only change
# requires_grad flags of leaf variables”: call `.detach()` first. “unsupported operand … NoneType”, or “element 0 of tensors does not
# require grad”: the image is no longer a leaf; you have given its name to a computed tensor.
#
# </details>
# <details><summary>Hint 3: gradients in the network</summary>
#
# `loss.backward()` leaves gradients in everything that requires them, so in all weights. `torch.autograd.grad` does not.
#
# </details>


# %% nbgrader={"grade_id": "ascent_answer", "solution": true}
def gradient_descent(input, model, loss, iterations=256):
    """An image for which `loss(model(…))` is higher than for the input, found by following the gradient.

    input: float32 (N, 3, H, W), where to start; you may change it. model: a network in evaluation mode; its weights stay
    as they are, and get no gradients. loss: takes what the model returns; returns one number, to be raised.
    Returns the image, float32 (N, 3, H, W), or the standardised image.
    """
    ### BEGIN SOLUTION
    image = input.detach().clone().requires_grad_(True)
    for _ in range(iterations):
        energy = loss(model(normalize_and_jitter(image)))
        (gradient,) = torch.autograd.grad(energy, image)
        with torch.no_grad():
            image += 0.01 * gradient / (gradient.square().mean().sqrt() + 1e-12)
    return image.detach()
    ### END SOLUTION


# %% [markdown]
# The checks use small networks like these, with random weights:


# %% tags=["setup"] nbgrader={"grade_id": "setup_networks"}
def small_network(seed, classes=6, channels=8):
    """A small network in evaluation mode, always the same for one seed. Moving an image around its edges hardly matters."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        first = nn.Conv2d(3, channels, 5, padding=2, padding_mode="circular")
        second = nn.Conv2d(channels, 2 * channels, 3, padding=1, padding_mode="circular")
        last = nn.Linear(2 * channels, classes)
    stem = [first, nn.BatchNorm2d(channels), nn.ELU(), nn.AvgPool2d(2, ceil_mode=True)]
    return nn.Sequential(*stem, second, nn.ELU(), nn.Dropout(0.3), nn.AdaptiveAvgPool2d(1), nn.Flatten(), last).eval()


def score(label, scale=1.0):
    """A loss: the score of one class, averaged over the images, times a number."""
    return lambda scores: scale * scores[:, label].mean()


def channel_mean(channel, scale=1.0):
    """A loss: the mean of one channel of feature maps, times a number."""
    return lambda maps: scale * maps[:, channel].mean()


def contrast(one, other, scale=1.0):
    """A loss: by how much one score, or channel of maps, is larger than another, times a number."""
    return lambda outputs: scale * (outputs[:, one] - outputs[:, other]).mean()


def total(scale=1.0):
    """A loss: the mean of all outputs, times a number."""
    return lambda outputs: scale * outputs.mean()


def near(target, scale=1.0):
    """A loss: how near all outputs are to a number, times a number."""
    return lambda outputs: -scale * ((outputs - target) ** 2).mean()


# %% tags=["setup"] nbgrader={"grade_id": "setup_rise"}
SLOPE = 10.0  # of a loss in the image where a climb starts: that of a score of VGG or SqueezeNet is of this size


def detached(image):
    """An image without its gradient, if it has one."""
    return image.detach() if hasattr(image, "detach") else image


def slope(loss, model, start):
    """The norm of the gradient of a loss at the start."""
    leaf = start.clone().requires_grad_(True)
    return float(torch.autograd.grad(loss(model(normalize(leaf))), leaf)[0].norm())


def rises(image, start, model, loss):
    """By how much the loss has risen above the start, in standard deviations over 64 random starts of this size.

    Twice: where `image` is taken for an image from 0 to 1, and where it is taken for a standardised one.
    """
    with torch.no_grad():
        outputs = model(normalize(noise(*start.shape[2:], 7, 64 * len(start))))
        others = [float(loss(part)) for part in outputs.split(len(start))]
        before = float(loss(model(normalize(start))))
        after = [float(loss(model(normalize(image)))), float(loss(model(image)))]
    return [(value - before) / float(np.std(others)) for value in after]


# %% tags=["setup"] nbgrader={"grade_id": "setup_judge"}
def judge(found, name="gradient_descent"):
    """Check the smallest rise over several climbs: 3 standard deviations are needed; above 0 earns half."""
    least = max(min(raw for raw, _ in found), min(standardised for _, standardised in found))
    if 0.01 < least < 3:
        check.partial(0.5, f"{name}: the loss rises, but by less than 3 standard deviations. Are the steps too small?")
    check.at_least(least, 3.0, name=f"the rise of the loss by {name}, in standard deviations", hint=hint_for(least))


def hint_for(rise):
    """The likely mistake behind a rise that is too small."""
    if abs(rise) < 1e-6:
        return "Is the image that is returned the one that was given?"
    wrong = "Is the direction right, and is it the given loss that is followed?"
    return wrong if rise < 0 else "Are the steps too small?"


# %% tags=["setup"] nbgrader={"grade_id": "setup_climbed"}
def climbed(climb, loss, made, size=(26, 30), count=1, part=None, sign=1, iterations=20, seed=0):
    """Climb in the student's process on a network of this seed, from noise; the rises of the loss `loss(*made)`.

    part: where the network is cut off, None for nowhere. sign: of the loss, to climb or to descend.
    """
    start, model = noise(*size, seed + 1, count), small_network(seed)[:part]
    make = {"score": score, "channel_mean": channel_mean, "contrast": contrast, "total": total, "near": near}[loss]
    scale = sign * SLOPE / slope(make(*made), model, start)
    theirs = remote("lambda seed, part: small_network(seed)[:part]")(seed, part)
    image = detached(climb(start.clone(), theirs, remote(loss)(*made, scale), iterations))
    found = check.array(image, shape=(count, 3, *size), name="the image", library="torch")
    return rises(torch.from_numpy(found).float(), start, model, make(*made, scale))


# %% nbgrader={"grade_id": "ascent_public", "points": 4}
judge([climbed(gradient_descent, "score", (2,), sign=sign, seed=5) for sign in (1, -1)])
check.passed("gradient_descent: a score rises by more than three standard deviations, and so does its negative")

# %% nbgrader={"grade_id": "ascent_scores", "points": 16}
# Hidden: how far gradient_descent raises scores of new networks, and their negatives: by three standard deviations over random starts.
### BEGIN HIDDEN TESTS
found = []
for _ in range(2):
    seed, label = int(rng.integers(10**6)), int(rng.integers(6))
    found += [climbed(gradient_descent, "score", (label,), sign=sign, seed=seed) for sign in (1, -1)]
judge(found)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_sizes", "points": 8}
# Hidden: the same for images of other sizes, and for two images at once.
### BEGIN HIDDEN TESTS
found = []
for size, count in (((21, 37), 1), ((34, 24), 2)):
    seed, label = int(rng.integers(10**6)), int(rng.integers(6))
    found += [climbed(gradient_descent, "score", (label,), size, count, sign=sign, seed=seed) for sign in (1, -1)]
judge(found)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_losses", "points": 8}
# Hidden: the same for other losses: differences of scores, one or all channels of feature maps, closeness to a number.
### BEGIN HIDDEN TESTS
found = []
channel = int(rng.integers(8))
for loss, made, part, sign in (
    ("contrast", (4, 1), None, 1),
    ("contrast", (4, 1), None, -1),
    ("channel_mean", (channel,), 3, 1),
    ("channel_mean", (channel,), 3, -1),
    ("total", (), 5, 1),
    ("near", (float(rng.uniform(2, 3)),), 3, 1),
):
    seed = int(rng.integers(10**6))
    found.append(climbed(gradient_descent, loss, made, part=part, sign=sign, seed=seed))
judge(found)
### END HIDDEN TESTS

# %% [markdown]
# Other checks watch what a model gets from you:


# %% tags=["setup"] nbgrader={"grade_id": "setup_watched"}
class Watched(nn.Module):
    """A network that remembers the images it got: a small one, or one that only adds up the colours, which is faster."""

    def __init__(self, seed=None):
        super().__init__()
        colours = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 6))
        self.layers, self.seen = colours.eval() if seed is None else small_network(seed), []

    def forward(self, images):
        self.seen.append(images.detach().clone())
        return self.layers(images)


class Swinging(nn.Module):
    """Two numbers of an image, red and green, whose gradient turns around each time that it is asked for."""

    def __init__(self):
        super().__init__()
        self.asked = 0

    def forward(self, images):
        colours = 100 * images.mean(dim=(2, 3))[:, :2]
        if colours.requires_grad:
            colours.register_hook(self.turned)
        return colours

    def turned(self, gradient):
        self.asked += 1
        return gradient if self.asked % 2 else -gradient


# %% tags=["setup"] nbgrader={"grade_id": "setup_seen"}
def images_seen(model):
    """The images that a watched model got: a list of tensors (N, 3, H, W)."""
    seen = remote("lambda model: list(model.seen)")(model)  # all of them at once, which is faster
    return [
        torch.from_numpy(check.array(image, shape=(None, 3, None, None), name="what the model gets", library="torch"))
        for image in seen
    ]


def different(images):
    """How many different images there are among these."""
    return len({image.numpy().tobytes() for image in images})


# %% nbgrader={"grade_id": "ascent_normalised", "points": 6}
# Hidden: in the first two iterations the model gets the standardised image, and the first image is the input.
### BEGIN HIDDEN TESTS
colours = torch.tensor([0.2, 0.5, 0.9])[rng.permutation(3)].reshape(1, 3, 1, 1)
start = colours + 0.02 * (noise(36, 44, int(rng.integers(10**6))) - 0.5)
for iterations in (1, 2):
    model = remote("Watched")(int(rng.integers(10**6)))
    gradient_descent(start.clone(), model, remote("score")(1), iterations)
    seen = images_seen(model)
    check.at_least(len(seen), iterations, name=f"how many images the model got, for iterations={iterations}")
    expected = normalize(colours).flatten()
    for number, image in enumerate(seen[:2], start=1):
        check.close(
            image.mean(dim=(0, 2, 3)).float(), expected, name=f"the mean colours that the model got in call {number}",
            rtol=0, atol=0.6, hint="The model should get normalize_and_jitter(image) each time.",
        )  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_jitter", "points": 4}
# Hidden: the image is moved anew in each iteration.
### BEGIN HIDDEN TESTS
start = torch.full((1, 3, 30, 41), 0.2)
start[..., 11, 17] = 0.95
model = remote("Watched")(int(rng.integers(10**6)))
gradient_descent(start, model, remote("score")(0), 8)
places = {int(image[0].sum(dim=0).argmax()) for image in images_seen(model)}
check.at_least(len(places), 2, name="at how many places the model saw a bright pixel, in 8 iterations")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_iterations", "points": 6}
# Hidden: the model is called as often as `iterations` says (from 3/4 to 2 times as often); by default, 256 times.
### BEGIN HIDDEN TESTS
for asked in ((36,), (9,), ()):
    model = remote("Watched()")
    gradient_descent(noise(16, 20, 1), model, remote("score")(0), *asked)
    iterations, seen = (*asked, 256)[0], images_seen(model)
    name = f"how often the model was called, for {'iterations=' + str(asked[0]) if asked else 'the default'}"
    check.at_least(len(seen), 0.75 * iterations, name=name)
    check.at_most(len(seen), 2 * iterations + 8, name=name)
    check.at_least(different(seen), 2, name="how many different images the model got")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_weights", "points": 4}
# Hidden: the network has its old weights afterwards, bit for bit, and is still in evaluation mode.
### BEGIN HIDDEN TESTS
seed = int(rng.integers(10**6))
model = remote("small_network")(seed)
gradient_descent(noise(24, 28, 2), model, remote("score")(3), 20)
weights = remote("lambda model: [p.detach().clone() for p in model.parameters()]")(model)
right = [p.detach() for p in small_network(seed).parameters()]
for number, (before, after) in enumerate(
    zip(right, check.pair(weights, len(right), name="the weights"), strict=True), start=1
):
    check.unchanged(before, after, name=f"parameter {number} of {len(right)} of the network")
check.equal(model.training, False, name="model.training")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_gradients", "points": 2}
# Hidden: no parameter of the network has a gradient afterwards.
### BEGIN HIDDEN TESTS
model = remote("small_network")(int(rng.integers(10**6)))
gradient_descent(noise(24, 28, 3), model, remote("score")(3), 5)
marked = remote("lambda model: [torch.full_like(p, 7) if p.grad is None else p.grad for p in model.parameters()]")(
    model
)
shapes = [tuple(p.shape) for p in small_network(0).parameters()]
without = [
    set(check.array(mark, shape=shape, name="a gradient", library="torch").ravel().tolist()) == {7.0}
    for mark, shape in zip(check.pair(marked, len(shapes), name="the gradients"), shapes, strict=True)
]
check.equal(without, [True] * 8, name="for each of the network's parameters, whether its grad is None")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "ascent_lingering", "points": 2}
# Hidden: each step follows the gradient of its own iteration. If the gradient turns around each time, the image stays near the start.
### BEGIN HIDDEN TESTS
start, reached = torch.full((1, 3, 18, 22), 0.5), {}
for iterations in (1, 2, 3, 201):
    image = detached(gradient_descent(start.clone(), remote("Swinging()"), remote("contrast")(0, 1), iterations))
    image = check.array(image, shape=(1, 3, 18, 22), name="the image", library="torch").astype(np.float64)
    reached[iterations] = image[0, 0].mean() - image[0, 1].mean()
first = [reached[n] for n in (1, 2, 3)]
check.at_least(max(first) - min(first), 1e-7, name="how far the first steps go")
check.at_most(
    abs(reached[201] - reached[1]) / (max(first) - min(first)), 25, name="how far 201 steps to and fro go, in first steps",
    hint="Gradients add up in `image.grad` until you clear it.",
)  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# What does it look like? Try other classes.

# %% nbgrader={"grade_id": "ascent_ungraded_picture"}
name, label = list(labels.items())[1]
torch.manual_seed(0)
image, stages = noise(112, 112, 0), {"noise": noise(112, 112, 0)}
for steps, done in ((4, 4), (12, 16), (48, 64)):
    image = gradient_descent(image, network, lambda scores: scores[:, label].mean(), steps)
    stages[f"{done} steps"] = image
stages["64 steps, untrained"] = gradient_descent(
    noise(112, 112, 0), untrained, lambda scores: scores[:, label].mean(), 64
)
finding = (
    f"From noise to “{name}”, as far as the network can tell; a network with random weights makes nothing but noise."
)
shown(stages, finding, columns=5, width=10.0)

# %% [markdown]
# **Think about it.** The network scores the last of its stages far higher than any photograph of this class. Is that image therefore
# the best picture of it? What else does the score reward?
#
# ### 1.4 Noise, and adversarial examples
#
# Take a photograph, and go a few short steps towards a class that it does not show, each pixel by one shade at a time, as the sign of the
# gradient says. The result is called an **adversarial example**.


# %% nbgrader={"grade_id": "adversarial_ungraded_picture"}
def disguised(image, label, length=1 / 255, most=40):
    """A photograph, changed by one shade for each pixel and colour until the network takes it for a class."""
    changed = image.clone()
    for _ in range(most):
        if int(network(normalize(changed)).argmax()) == label:
            break
        leaf = changed.requires_grad_(True)
        (gradient,) = torch.autograd.grad(network(normalize(leaf)).log_softmax(dim=1)[0, label], leaf)
        changed = (leaf + length * gradient.sign()).detach().clamp(0, 1)
    return changed


original = photo("cat", 128)
changed = disguised(original, list(labels.values())[2])
shades = round(255 * float((changed - original).abs().max()))
change = {f"the change, at most {shades} of 255, enlarged": 0.5 + 0.5 * (changed - original) * 255 / shades}
panels = {f"before: “{guess(original)}”": original} | change
finding = (
    "A photograph of a cat, a change, and their sum, which for us is the same photograph, and for the network is not."
)
shown(panels | {f"after: “{guess(changed)}”": changed}, finding, columns=3)

# %% [markdown]
# The gradient asks for what helps *most for the least change*: in each pixel a little, and there are many pixels. Nothing in it asks
# for a picture. In most networks the change therefore looks like noise, and one or two shades are enough; try SqueezeNet. The
# course's network has seen such changed images while it was trained. This is called **adversarial training**: it needs more
# shades to be fooled, and its gradient follows the shapes in the photograph.
#
# **Think about it.** Why do the gradients of a network that noise cannot fool look less like noise?
#
# ## 2. From noise to pictures
#
# ### 2.1 Blur
#
# Noise changes from pixel to pixel; things are larger. So smooth the image, or better the gradient, before each step.
# A **Gaussian blur** replaces each pixel by a weighted mean of its neighbours, with weights $e^{-d^2/2\sigma^2}$ at the distance $d$, scaled
# so that they add up to 1. It is *separable*: first along the rows, then along the columns.
#
# <details><summary>Hint 1: a convolution for each channel alone</summary>
#
# `functional.conv2d(images, weights, groups=C)` with weights of shape $(C, 1, 1, n)$ blurs along the rows.
#
# </details>
# <details><summary>Hint 2: the borders</summary>
#
# With zeros around the image its edges become dark. `functional.pad(images, (r, r, r, r), mode="reflect")` mirrors it.
#
# </details>


# %% nbgrader={"grade_id": "blur_answer", "solution": true}
def blur(images, sigma):
    """The images, blurred by a Gaussian with a standard deviation of `sigma` pixels.

    images: float32 (N, C, H, W); H and W are larger than 3 sigma. The weights are cut off at 3 sigma or farther out, and
    add up to 1. At the borders the image is mirrored, or its last pixel is repeated. Returns the same shape.
    """
    ### BEGIN SOLUTION
    radius, channels = int(np.ceil(3 * sigma)), images.shape[1]
    distances = torch.arange(-radius, radius + 1)
    weights = torch.exp(-(distances**2) / (2 * sigma**2)).to(images)
    weights = (weights / weights.sum()).repeat(channels, 1, 1, 1)
    padded = functional.pad(images, (radius,) * 4, mode="reflect")
    return functional.conv2d(
        functional.conv2d(padded, weights, groups=channels), weights.transpose(2, 3), groups=channels
    )
    ### END SOLUTION


# %% nbgrader={"grade_id": "blur_public", "points": 1}
dot = torch.zeros(1, 1, 17, 20)
dot[0, 0, 8, 9] = 1.0
got = check.array(detached(blur(dot, 1.5)), shape=(1, 1, 17, 20), name="blur(dot, 1.5)", library="torch")
check.close(float(got.sum()), 1.0, name="the sum of blur(dot, 1.5)", atol=2e-3, hint="Do the weights add up to 1?")
mistakes = {
    "a factor 2 is missing in the exponent, -d²/(2 sigma²)": np.array([0.1415, 0.0907, 0.0239, 0.0026]),
    "sigma is not squared in the exponent, -d²/(2 sigma²)": np.array([0.1061, 0.0760, 0.0280, 0.0053]),
    "the image is blurred twice in this direction, and not in the other": np.array([0.1881, 0.1683, 0.1206, 0.0692]),
    "the image is blurred in this direction only": np.array([0.2660, 0.2130, 0.1094, 0.0360]),
}
for words, line in (("to the right", got[0, 0, 8, 9:13]), ("downwards", got[0, 0, 8:12, 9])):
    weights = np.array([0.0708, 0.0567, 0.0291, 0.0096])
    check.close(line.astype(float), weights, name=f"from the dot {words}", rtol=0, atol=1e-3, mistakes=mistakes)
check.passed("blur: right for one dot")

# %% nbgrader={"grade_id": "blur_fresh", "points": 2}
# Hidden: blur for several images of several channels, with other sigmas, away from the borders.
### BEGIN HIDDEN TESTS
for shape, sigma in (((2, 3, 26, 31), 1.5), ((1, 5, 24, 20), 0.6), ((3, 1, 33, 38), 2.0)):
    images = torch.from_numpy(rng.uniform(size=shape)).float()
    before, inner = images.clone(), int(np.ceil(4 * sigma)) + 1
    got = check.array(detached(blur(images, sigma)), shape=shape, name=f"blur(images, {sigma})", library="torch")
    check.unchanged(before, images, name="images")
    inside = (..., slice(inner, -inner), slice(inner, -inner))
    expected = reference.blur(before, sigma)[inside]
    check.close(torch.from_numpy(got)[inside], expected, name=f"blur(images, {sigma}), inside", rtol=0, atol=5e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "blur_borders", "points": 1}
# Hidden: an image of one colour stays as it is, up to its borders, whatever colours the others have; a fine chessboard becomes grey.
### BEGIN HIDDEN TESTS
colours = torch.from_numpy(rng.uniform(0.2, 1, size=(2, 4, 1, 1))).float()
images = colours.expand(2, 4, 15, 19).clone()
images[1, 3] = torch.from_numpy(np.indices((15, 19)).sum(axis=0) % 2)
got = torch.from_numpy(
    check.array(detached(blur(images, 1.3)), shape=(2, 4, 15, 19), name="the images", library="torch")
)
check.close(got[0], images[0], name="an image of one colour, blurred", rtol=0, atol=2e-3)
check.close(got[1, :3], images[1, :3], name="the channels of one colour, blurred", rtol=0, atol=2e-3)
grey = torch.full((5, 9), 0.5)
check.close(got[1, 3, 5:-5, 5:-5], grey, name="the inside of a fine chessboard, blurred", rtol=0, atol=0.02)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "blur_ungraded_picture"}
leaf = photo("cat", 112).requires_grad_(True)
(gradient,) = torch.autograd.grad(network(normalize(leaf))[0, label], leaf)
panels = {"photograph": leaf.detach()[0].permute(1, 2, 0).numpy(), "its gradient, red": gradient[0, 0].numpy()}
panels |= {f"σ = {sigma}": blur(gradient, sigma)[0, 0].numpy() for sigma in (1.0, 3.0)}
finding = "The gradient is grainy. Blurred, it has patches where the picture should become redder, and others."
pictures.image_maps(panels, finding=finding, columns=4)

# %% [markdown]
# ### 2.2 Clip
#
# A step must not be so long that the linear approximation of the network no longer holds. **Gradient clipping**
# shortens what is longer than `max_norm`, and keeps the direction. Each image has its own gradient, and so its own
# length.


# %% nbgrader={"grade_id": "clip_answer", "solution": true}
def clip_gradient(gradient, max_norm):
    """The gradient, shortened where it is longer than max_norm; its direction is kept.

    gradient: float32 (N, C, H, W), is left as it is. The Euclidean norm of each of the N parts is at most max_norm
    afterwards; shorter ones stay as they are, including those of length 0. Returns the same shape.
    """
    ### BEGIN SOLUTION
    norms = gradient.flatten(1).norm(dim=1).reshape(-1, 1, 1, 1)
    return gradient * (max_norm / norms.clamp(min=max_norm))
    ### END SOLUTION


# %% nbgrader={"grade_id": "clip_public", "points": 1}
gradient = torch.zeros(2, 3, 4, 5)
gradient[0, 0, 1, :2] = torch.tensor([3.6, 4.8])
gradient[0, 2, 3, 4] = -8.0  # part 0 has length 10, and its channels 6, 0 and 8
gradient[1, 0, 2:, 1] = torch.tensor([0.3, 0.4])  # part 1 has length 0.5
before, got = gradient.clone(), detached(clip_gradient(gradient, 5.0))
expected, by_channel, together = torch.stack([before[0] / 2, before[1]]), before.clone(), before * 5 / 100.25**0.5
by_channel[0] = before[0] * torch.tensor([5 / 6, 1, 5 / 8]).reshape(3, 1, 1)
mistakes = {
    "both parts are measured together, where each has a length of its own": together,
    "each channel is measured on its own, where all of a part counts": by_channel,
    "each number is cut on its own, which changes the direction": before.clamp(-5, 5),
    "the largest number of a part is taken for its length": torch.stack([before[0] * 5 / 8, before[1]]),
    "the sum of the sizes of a part is taken for its length": torch.stack([before[0] * 5 / 16.4, before[1]]),
    "the short part is made longer, too": before * torch.tensor([0.5, 10.0]).reshape(2, 1, 1, 1),
    "the square of the length is in use: is a root missing?": torch.stack([before[0] / 20, before[1]]),
}
close = {"rtol": 1e-5, "atol": 1e-6, "axes": {}, "mistakes": mistakes}
check.close(got, expected, name="clip_gradient(gradient, 5.0)", **close)
check.unchanged(before, gradient, name="gradient")
check.passed("clip_gradient: a long gradient becomes shorter, and a short one stays")

# %% nbgrader={"grade_id": "clip_fresh", "points": 2}
# Hidden: clip_gradient for other shapes and norms, and for gradients of 0.
### BEGIN HIDDEN TESTS
for shape, max_norm in (((5, 3, 6, 7), 2.0), ((1, 3, 4, 9), 0.1), ((3, 2, 5, 4), 1.0)):
    lengths = max_norm * rng.permutation([4.0, 0.5, 0.0, 1.7, 0.9][: shape[0]]).reshape(-1, 1, 1, 1)
    gradient = rng.normal(size=shape)
    gradient *= lengths / np.linalg.norm(gradient.reshape(len(gradient), -1), axis=1).reshape(-1, 1, 1, 1)
    gradient = torch.from_numpy(gradient).float()
    before = gradient.clone()
    expected = before * torch.from_numpy(np.minimum(1, max_norm / np.maximum(lengths, 1e-9))).float()
    got = detached(clip_gradient(gradient, max_norm))
    check.unchanged(before, gradient, name="gradient")
    check.close(got, expected, name=f"clip_gradient, for {shape[0]} gradients", rtol=1e-4, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Normalising a gradient also bounds the step. Near the top of the hill, what does clipping do that normalising
# does not?
#
# ### 2.3 At several sizes
#
# Large structures are found best where they are small: in a reduced image they are a few pixels wide, and the network sees
# them whole. So climb with a small image first, then with larger ones: the sizes are called **octaves**, as in music.
#
# Carry from size to size only *what you have changed*, enlarged, and add it to the start in its new size. If you
# enlarge the image itself, its sharpness is lost.
#
# $$\text{image} = \text{start, resized} + \text{change so far, enlarged}, \qquad
# \text{then climb}, \qquad \text{change} = \text{image} - \text{start, resized}$$
#
# Keep the image between 0 and 1. Within a size climb as you like: jitter, blurred or clipped gradients, decay. This function
# makes the pictures of the next cell, so try what pleases you.
#
# <details><summary>Hint 1: resizing</summary>
#
# `functional.interpolate(x, size=(h, w), mode="bilinear", antialias=True)`.
#
# </details>
# <details><summary>Hint 2: a recipe that works</summary>
#
# Add up the gradient blurred by σ = 0.5 and by σ = 1, divide by its standard deviation, take 0.006 of it, clamp.
#
# </details>


# %% nbgrader={"grade_id": "scales_answer", "solution": true}
def dream_at_scales(start, model, loss, sizes, iterations=16):
    """Follow the gradient at several sizes, one after the other.

    start: float32 (N, 3, H, W) from 0 to 1, is left as it is. model, loss: as for gradient_descent. sizes: a list of pairs
    (height, width) from small to large, the last of which is (H, W). iterations: how many at each size.
    Returns the image, float32 (N, 3, H, W), from 0 to 1, not standardised.
    """
    ### BEGIN SOLUTION
    change = torch.zeros_like(start)
    for size in sizes:
        base = functional.interpolate(start, size=size, mode="bilinear", antialias=True)
        image = base + functional.interpolate(change, size=size, mode="bilinear")
        for _ in range(iterations):
            image = image.detach().clamp(0, 1).requires_grad_(True)
            (gradient,) = torch.autograd.grad(loss(model(normalize_and_jitter(image))), image)
            gradient = blur(gradient, 0.5) + blur(gradient, 1.0)
            image = image + 0.006 * gradient / (gradient.std() + 1e-12)
        image = image.detach().clamp(0, 1)
        change = image - base
    return image
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_scales"}
SIZES = [(20, 24), (28, 34), (40, 48)]


def octaves(height, width, count=4, ratio=1.4):
    """Sizes from small to large, each larger by `ratio`; the last is (height, width)."""
    scales = [ratio ** (k - count + 1) for k in range(count)]
    return [(round(height * scale), round(width * scale)) for scale in scales]


def dreamed(climb, seed, label, sign, iterations):
    """Dream of a class in the student's process on a network of this seed, from noise; twice the rise of its score.

    sign: of the score, to climb or to descend. The image must be from 0 to 1.
    """
    start, model = noise(*SIZES[-1], seed).clamp(0, 1), small_network(seed)
    scale = sign * SLOPE / slope(score(label), model, start)
    theirs = remote("small_network")(seed)
    given = start.clone()
    image = detached(climb(given, theirs, remote("score")(label, scale), SIZES, iterations))
    image = check.array(image, shape=(1, 3, *SIZES[-1]), name="the image", library="torch")
    check.equal(int(((image < 0) | (image > 1)).sum()), 0, name="how many values of the image are not from 0 to 1")
    check.unchanged(start, given, name="start")
    raw, _ = rises(torch.from_numpy(image).float(), start, model, score(label, scale))
    return raw, raw


class ColourBySize(nn.Module):
    """Red less green where the image is smaller than a height, and blue where it is not."""

    def __init__(self, height):
        super().__init__()
        self.height = height

    def forward(self, images):
        red, green, blue = images.mean(dim=(2, 3)).T
        return red - green if images.shape[2] < self.height else blue


# %% nbgrader={"grade_id": "scales_public", "points": 1}
found = [dreamed(dream_at_scales, 8, label=1, sign=sign, iterations=5) for sign in (1, -1)]
least = min(rise for rise, _ in found)
check.at_least(least, 0.1, name="the rise of the loss by dream_at_scales, in standard deviations", hint=hint_for(least))
check.passed("dream_at_scales: an image of the right size, from 0 to 1, for which the loss is higher")

# %% nbgrader={"grade_id": "scales_sizes", "points": 2}
# Hidden: the model gets `iterations` images of each size, in the order of the sizes; the start is left as it is.
### BEGIN HIDDEN TESTS
for sizes, iterations in ((SIZES, 4), ([(25, 21), (32, 42)], 5), ([(30, 26)], 4)):
    model, start = remote("Watched")(2), noise(*sizes[-1], 5).clamp(0, 1)
    before = start.clone()
    dream_at_scales(start, model, remote("score")(0), sizes, iterations)
    check.unchanged(before, start, name="start")
    found = [tuple(image.shape[2:]) for image in images_seen(model)]
    order = [size for place, size in enumerate(found) if place == 0 or found[place - 1] != size]
    check.equal(order, sizes, name="the sizes of the images that the model got, one after the other")
    for size in sizes:
        name = f"how many images of size {size} the model got, for iterations={iterations}"
        check.at_least(found.count(size), iterations, name=name)
        check.at_most(found.count(size), 2 * iterations, name=name)
    check.at_least(different(images_seen(model)), 2, name="how many different images the model got")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scales_rise", "points": 2}
# Hidden: how far a score rises on new networks, and its negative: by three standard deviations over random starts.
### BEGIN HIDDEN TESTS
found = []
for seed in rng.integers(10**6, size=2):
    found += [dreamed(dream_at_scales, int(seed), label=4, sign=sign, iterations=8) for sign in (1, -1)]
judge(found, "dream_at_scales")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scales_carried", "points": 1}
# Hidden: what was changed at the small sizes is still there at the end, together with what the last one changed.
### BEGIN HIDDEN TESTS
start = torch.full((1, 3, *SIZES[-1]), 0.5)
model = remote("ColourBySize")(SIZES[-1][0])
image = detached(dream_at_scales(start, model, remote("lambda outputs: 100 * outputs.mean()"), SIZES, 12))
image = check.array(image, shape=(1, 3, *SIZES[-1]), name="the image", library="torch")
red, green, blue = (float(value) for value in image[0].mean(axis=(1, 2)))
check.at_least(red - green, 0.004, name="how much redder the image is, as the small sizes asked")
check.at_least(blue - 0.5, 0.004, name="how much bluer the image is, as the last size asked")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scales_sharp", "points": 1}
# Hidden: fine details of the start are still in the result.
### BEGIN HIDDEN TESTS
board = torch.from_numpy(np.indices(SIZES[-1]).sum(axis=0) % 2).float()
start = (0.3 + 0.4 * board).expand(1, 3, *SIZES[-1]).clone()
model = remote("Watched")(int(rng.integers(10**6)))
image = detached(dream_at_scales(start, model, remote("score")(2), SIZES, 2))
image = torch.from_numpy(check.array(image, shape=(1, 3, *SIZES[-1]), name="the image", library="torch"))
kept = (image * (2 * board - 1)).mean() / 0.2
check.at_least(float(kept), 0.5, name="the share of a fine chessboard's contrast that is left")
### END HIDDEN TESTS


# %% tags=["setup"] nbgrader={"grade_id": "setup_activation"}
def forward_and_return_activation(model, input, module):
    """What `module`, a part of `model`, returns while the model looks at the input."""
    found = []
    handle = module.register_forward_hook(lambda module, inputs, output: found.append(output))
    try:
        model(input)
    finally:
        handle.remove()
    return found[0]


# %% [markdown]
# What does a layer see in a photograph? Raise the mean square of all its activations, and whatever it finds becomes
# more so: the recipe of the first deep dreams. The function above returns what a part of the network outputs: it hangs
# a **hook** on that part, which PyTorch calls with the part's output. (About half a minute.)

# %% nbgrader={"grade_id": "scales_ungraded_picture"}
torch.manual_seed(0)
start = photo("china", 144)
sizes, dreams = octaves(*start.shape[2:]), {"the photograph": start}
for name, layer in layers.items():

    def maps(images, layer=layer):
        return forward_and_return_activation(network, images, layer).relu()

    dreams[name] = dream_at_scales(start, maps, lambda maps: maps.square().mean(), sizes)
name, label = list(labels.items())[4]
dreams[f"the class “{name}”"] = dream_at_scales(start, network, lambda scores: scores[:, label].mean(), sizes)
finding = "From layer to layer, what grows on the photograph changes: edges and colours at first, then parts of things."
shown(dreams, finding, columns=3)

# %% [markdown]
# ## 3. What the parts of a network want
#
# ### 3.1 One channel
#
# A layer's channels look for different things. `gradient_descent` and `dream_at_scales` can raise any of them, if they
# get a *function* in place of the network, which returns that channel's output. Write what makes such functions, with
# `forward_and_return_activation` or with hooks of your own.


# %% nbgrader={"grade_id": "channel_answer", "solution": true}
def channel_of(model, module, channel):
    """A function that takes images as the model gets them, and returns one channel of the feature maps of `module`.

    module: a part of model that returns (N, C, H', W'). channel: from 0 to C - 1.
    The function returns (N, H', W'), through which gradients reach the images. No hook is left in the model after a call.
    """
    ### BEGIN SOLUTION
    return lambda images: forward_and_return_activation(model, images, module)[:, channel]
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_channel"}
def channel_and_slope(make, model, place, channel, images):
    """In the student's process: what `make(model, model[place], channel)` returns for images, and its sum's gradient."""
    leaf = images.clone().requires_grad_(True)
    answers = make(model, model[place], channel)(leaf)
    if not getattr(answers, "requires_grad", False):
        return answers, torch.zeros_like(images)
    return answers.detach(), torch.autograd.grad(answers.sum(), leaf)[0]


def right_channel(seed, place, channel, images):
    """The same for the network of this seed, by cutting it off after that part."""
    leaf = images.clone().requires_grad_(True)
    answers = small_network(seed)[: place + 1](leaf)[:, channel]
    return answers.detach(), torch.autograd.grad(answers.sum(), leaf)[0]


def check_channel(seed, place, channel, images):
    """Check the values of channel_of for a part of a network, and the gradients that come back through it."""
    model = remote("small_network")(seed)
    got = remote("channel_and_slope")(channel_of, model, place, channel, images)
    values, slopes = check.pair(got, 2, name="values and gradients")
    right, right_slopes = right_channel(seed, place, channel, images)
    close, name = {"rtol": 1e-3, "atol": 1e-5, "axes": {}}, f"channel {channel} of part {place}"
    if getattr(values, "shape", None) == right.shape[:1]:
        why = "Is it the output of the model, where that of a part of it was expected, or a mean of maps?"
        check.fail(f"{name} is one number for each image, where a map was expected.\n{why}")
    mistakes = {f"this is channel {channel - 1}": right_channel(seed, place, channel - 1, images)[0]}
    check.close(values, right, name=name, mistakes=mistakes, **close)
    mistakes = {"no gradient comes back: is a `detach` or a `no_grad` in the way?": torch.zeros_like(right_slopes)}
    name = "the gradient of its sum with respect to the images"
    check.close(slopes, right_slopes, name=name, mistakes=mistakes, **close)


# %% nbgrader={"grade_id": "channel_public", "points": 1}
check_channel(4, 3, 2, normalize(noise(20, 26, 6)))
check.passed("channel_of: values and gradients are right for one channel")

# %% nbgrader={"grade_id": "channel_fresh", "points": 2}
# Hidden: values and gradients for other parts, channels and numbers of images.
### BEGIN HIDDEN TESTS
for place, channels, count in ((0, 8, 3), (2, 8, 1), (4, 16, 2)):
    images = normalize(noise(22, 27, int(rng.integers(10**6)), count))
    check_channel(int(rng.integers(10**6)), place, int(rng.integers(1, channels)), images)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "channel_hooks", "points": 1}
# Hidden: a call leaves no hook in the network, and two functions of one network can be used in turn.
### BEGIN HIDDEN TESTS
seed = int(rng.integers(10**6))
model, images = remote("small_network")(seed), normalize(noise(20, 26, seed))
make = remote("lambda make, model, place, channel: make(model, model[place], channel)")
functions = {place: make(channel_of, model, place, 1) for place in (0, 3)}
for place in (0, 3, 0):
    right = right_channel(seed, place, 1, images)[0]
    check.close(detached(functions[place](images)), right, name=f"channel 1 of part {place}", rtol=1e-3, atol=1e-5)
left = remote("lambda model: sum(len(part._forward_hooks) for part in model.modules())")(model)
check.equal(left, 0, name="the number of hooks in the network")
### END HIDDEN TESTS

# %% [markdown]
# ### 3.2 Better coordinates
#
# Your gradients are in pixels, each red, green and blue. `coursekit.dream` climbs in other coordinates, as Google's Lucid does:
#
# - **moves**: shift, zoom and turn the image a little before each step; only what survives all of them counts;
# - **Fourier**: the unknowns are the amplitudes of waves. In photographs long waves are stronger, like 1/frequency; weighted with that, a
#   step changes coarse and fine structures alike. In effect it blurs the gradient at all scales at once;
# - **colours**: steps along *brightness*, *blue–yellow* and *green–purple*, which are uncorrelated in photographs.
#
# One after the other, for one class. (About half a minute.)

# %% nbgrader={"grade_id": "tricks_ungraded_picture"}
liked, label = list(labels.items())[1]
tricks = {"pixels": {}, "+ moves": {"moves": True}, "+ Fourier": {"fourier": True}, "+ colours": {"colours": True}}
settings, ladder = {"moves": False, "fourier": False, "colours": False}, {}
for name, added in tricks.items():
    settings |= added
    (ladder[name],) = dream(network, lambda scores: scores[:, label].mean(), (96,), size=(side, side), **settings)
shown(ladder, f"Dreams of “{liked}”: with each trick added, shapes become clearer, and colours more natural.")

# %% [markdown]
# **Think about it.** All four have the same aim, the same network and as many steps. Which has the highest score? Guess, then compute
# it: is it the score that makes a picture good?
#
# ### 3.3 A sheet of channels
#
# Twelve channels of a middle layer, those whose activations vary most over the photographs above, each with a picture
# that it responds to. (About half a minute.)

# %% nbgrader={"grade_id": "channel_ungraded_picture"}
with torch.no_grad():
    seen = [forward_and_return_activation(network, normalize(photo(name, 128)), middle).relu() for name in names]
choosy = sum(maps.std(dim=(0, 2, 3)) for maps in seen).argsort(descending=True)[:12].tolist()
sheet = {}
for number in choosy:
    (sheet[f"channel {number}"],) = dream(channel_of(network, middle, number), torch.mean, (48,), size=(80, 80))
finding = "Every channel has something of its own: fabrics, stripes, spots, outlines, things that stand in rows."
shown(sheet, finding, columns=6)

# %% [markdown]
# ### 3.4 Classes
#
# What is a horse to a network that has seen five thousand of them, each of 32×32 pixels? (About a minute.)

# %% nbgrader={"grade_id": "classes_ungraded_picture"}
gallery = {}
for name, label in list(labels.items())[:10]:
    (gallery[name],) = dream(network, lambda scores, label=label: scores[:, label].mean(), (96,), size=(side, side))
finding = (
    "Dreams of the classes, each with its parts, more than once: wheels and windows, legs on grass, a hull on water."
)
shown(gallery, finding, columns=5 if len(gallery) > 6 else 3)

# %% [markdown]
# **Your own dream.** Make one that you would hang up: of another photograph, layer, channel or class, at another size, with the tricks
# you like. The function is called here, not in grading; leave its picture in the notebook.


# %% nbgrader={"grade_id": "gallery_answer", "solution": true}
def my_dream():
    """A dream of your own: float32 (1, 3, H, W), from 0 to 1."""
    ### BEGIN SOLUTION
    torch.manual_seed(2)
    start = photo("coffee", 160)
    label = list(labels.values())[7 % len(labels)]
    return dream_at_scales(start, network, lambda scores: scores[:, label].mean(), octaves(*start.shape[2:], 5), 24)
    ### END SOLUTION


# %% nbgrader={"grade_id": "gallery_ungraded_picture"}
shown(
    {"my dream": my_dream()},
    "A photograph into which the network has dreamed what it was asked for.",
    columns=1,
    width=6.0,
)

# %% [markdown]
# **Describe your dream**, in five to eight sentences: what is it of; which tricks did you use; what did it look like
# without each of them? (Graded by hand, with the picture: 2 points.)

# %% [markdown] nbgrader={"grade_id": "gallery_report", "points": 2, "solution": true}
# **My dream**
#
# ### BEGIN SOLUTION
# A cup of coffee, and horses that graze around it. I climbed on the score of *horse* at five sizes, from 42 pixels in height to 160, with
# 24 steps at each, and tried the tricks one by one. The sizes matter most: with the last one alone, and 120 steps, there are rows of
# small horses in place of a few large ones. Jitter matters, too: it moves the picture around its edges, so that legs hang from the top; without it,
# the horses stand on the ground, and I am not sure that I do not like that better. Blurring the gradient (σ = 0.5 and σ = 1) changes
# little here, because this network's gradients are smooth already, and so does clamping after each step. Since only the change is
# carried from size to size, the rim of the cup stays sharp.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# A climb on any network, on any of its channels, with blurred and clipped gradients, at several sizes: a way to ask a network what it
# looks for, and to see the answer.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | leaf tensor | one that was made, not computed; autograd keeps gradients only there |
# | jitter | moving the image at random before each step |
# | adversarial example | an image changed a little, so that the network takes it for something else |
# | octaves | the sizes at which one climbs, one after the other |
# | feature visualization | finding the images to which a part of a network responds most strongly |
#
# **To read on**
#
# - K. Simonyan, A. Vedaldi, A. Zisserman, *Deep inside convolutional networks* (ICLR workshop, 2014)
# - A. Mordvintsev, C. Olah, M. Tyka, *Inceptionism: going deeper into neural networks* (Google Research Blog, 2015)
# - C. Olah, A. Mordvintsev, L. Schubert, *Feature visualization* (Distill, 2017), doi.org/10.23915/distill.00007
# - C. Szegedy et al., *Intriguing properties of neural networks* (ICLR, 2014): adversarial examples
#
# The question follows problem 2.2 of a homework on deep learning at New York University; parts 2 and 3 are its extra credit.

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
