# %% [markdown]
# # Transfer learning
#
# A hundred pictures are far too few to train a network for images. But a network that has seen many other pictures already knows
# edges, colours and textures, and those are the same everywhere. You take such a network, give it a new last layer, and teach it
# a new task in two ways: all of it learns, or only the new layer.
#
# **You will be able to**
#
# - write a training loop that works for any model, optimizer and schedule, and returns the best weights;
# - replace the last layer of a trained network, and fine-tune it;
# - freeze a network so that not a bit of its weights changes, and say what changes all the same;
# - compare accuracies on few images honestly.
#
# **You need**: convolutional networks (homework 3), optimizers (homework 6), and PyTorch's `nn` and `backward()`.
#
# **Time**: about 220 minutes, in three sittings of 60 to 90 minutes; the computer needs about two minutes of them.
#
# **Data**: 200 grey photographs of 25×25 pixels that come with scikit-image: is there a face? The network is a small VGG that comes
# with this course. So nothing has to be downloaded. The same notebook trains on 397 photographs of ants and bees, with a network
# trained on ImageNet: `python -m coursekit.data fetch hymenoptera squeezenet1_1` (or `resnet18`), then start Jupyter with the
# environment variable `DLBH_DATASET=hymenoptera`, and have some patience.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the function's name
#   and arguments as they are. In the text cells that say *FILL_IN*, answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   *Hidden* checks are empty here. Their first line says what they will check, on networks unknown in advance.
# - Images are $(N, 3, H, W)$, red, green, blue, standardized as the trained networks want them; labels are integers from 0.
# - You may use everything in PyTorch, and Python's own library. Your functions are graded on tiny networks: no training
#   that takes minutes is repeated.
# - Stuck? Open the hints below a question one at a time. Most people need only the first.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import copy
import inspect
import os
import re

import __main__

import numpy as np
import torch
from matplotlib import pyplot as plt
from torch import nn

from coursekit import check, drawn_images, pretrained, reference, remote, rng
from coursekit import describe_images, load_hymenoptera, load_images, pictures, share

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
real = os.environ.get("DLBH_DATASET") == "hymenoptera"
data = load_hymenoptera() if real else load_images("faces")
for part in ("train", "val") if real else ():  # these come in the order of their classes
    order = np.random.default_rng(0).permutation(len(data[f"y_{part}"]))
    data |= {name: data[name][order] for name in (f"X_{part}", f"y_{part}")}
class_names = list(data["class_names"])
# float64 for the small set: every computer finds the same numbers.
torch.set_default_dtype(torch.float32 if real else torch.float64)
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
MEAN, STD = (torch.tensor(numbers).reshape(3, 1, 1) for numbers in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))


def standardized(images):
    """Images as trained networks want them: grey ones (N, 25·25) as 32×32 pixels in three colours, others as they are."""
    X = torch.from_numpy(images).to(torch.get_default_dtype())
    if real:
        return (X / 255 - MEAN) / STD
    X = nn.functional.interpolate(X.reshape(-1, 1, 25, 25), size=(32, 32), mode="bilinear")
    return (X.expand(-1, 3, -1, -1) - MEAN) / STD


# %% tags=["setup"] nbgrader={"grade_id": "setup_loaders"}
parts = ("train", "val")
tensors = {part: (standardized(data[f"X_{part}"]), torch.from_numpy(data[f"y_{part}"])) for part in parts}
dataset_sizes = {part: len(tensors[part][1]) for part in parts}
dataloaders = {
    part: torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(*tensors[part]), batch_size=16, shuffle=part == "train"
    )
    for part in parts
}


def pixels_of(image):
    """A standardized image (3, H, W) as colours from 0 to 1: an array (H, W, 3)."""
    return (image.cpu() * STD + MEAN).clamp(0, 1).permute(1, 2, 0).numpy()


def imshow(image, title=""):
    """Draw a standardized image (3, H, W) in pyplot's current axes, with a title."""
    pictures.draw_image(pixels_of(image), title)


# %% nbgrader={"grade_id": "data_ungraded_picture"}
print(data["title"] if real else describe_images(data))
first = [tensors["train"][0][k] for k in range(16)]
pictures.images(
    np.stack([pixels_of(image).transpose(2, 0, 1).ravel() for image in first]),
    [class_names[label] for label in data["y_train"][:16]],
    tuple(first[0].shape),
    columns=8,
    alt=f"16 training images: {', '.join(class_names[label] for label in data['y_train'][:16])}.",
)

# %% [markdown]
# ## 1. A trained network, and a loop that trains any model
#
# ### 1.1 What it has learned elsewhere
#
# `load_pretrained()` returns a new copy of the trained network. Whichever it is, its last layer is `fc`, an `nn.Linear`, on top of
# the means of its last feature maps. ResNet-18 and our small VGG are built that way. SqueezeNet ends in a 1×1
# convolution; in its place we put a linear layer, which amounts to the same.


# %% tags=["setup"] nbgrader={"grade_id": "setup_network"}
def features_of(network, X):
    """What goes into the last layer, for images X (N, 3, H, W): an array (N, D)."""
    found = []
    hook = network.fc.register_forward_pre_hook(lambda _, inputs: found.append(inputs[0].cpu()))
    with torch.no_grad():
        for part in X.split(16):
            network.to(device).eval()(part.to(device))
    hook.remove()
    network.train()
    return torch.cat(found).double().numpy()


def trained_network():
    """The network in use, with the weights that it has learned elsewhere."""
    network = pretrained.imagenet_network() if real else pretrained.small_vgg_torch()
    return network.to(torch.get_default_dtype())


def random_network():
    """The same network with random weights."""
    make = pretrained.imagenet_network if real else pretrained.small_vgg_torch
    network = make(weights="random", seed=1).to(torch.get_default_dtype())
    if not real:  # its features are made as large as the trained network's, which have a mean of 1
        with torch.no_grad():
            network.block5_conv4.weight /= float(features_of(network, tensors["train"][0][:40]).mean())
    return network


make_network = trained_network
NUM_EPOCHS = 4 if real else 8


def load_pretrained():
    """A new copy of the trained network, an nn.Module in training mode with the last layer `fc`, an nn.Linear."""
    return make_network()


# %% [markdown]
# Before anything is trained: do these features tell your two classes apart? The title says how many images have a nearest neighbour
# of their own class, 50 % if the features know nothing. Beside it: the same network with random weights.

# %% nbgrader={"grade_id": "features_ungraded_picture"}
X_train, y_train = tensors["train"]
seen = {
    "trained": features_of(trained_network(), X_train),
    "random weights": features_of(random_network(), X_train),
}
pictures.feature_clouds(seen, y_train.numpy(), class_names)

# %% [markdown]
# **Think about it.** The random network has never learned anything, and its features are not useless. Why?
#
# ### 1.2 The training loop
#
# One function for all trainings: it gets the model, the loss (`criterion`), the optimizer and the schedule of the learning rate from
# outside. In each epoch
#
# 1. **training**: in training mode, one step of the optimizer for each batch of `dataloaders["train"]`;
# 2. one step of the `scheduler`;
# 3. **validation**: in evaluation mode and without recording gradients, over `dataloaders["val"]`. Nothing is learned there.
#
# Validate once more before the first epoch. So `num_epochs=0` only evaluates: nothing in the model changes. At the end the
# model gets back its **best state**, the one with the highest validation accuracy (which of several equal ones is up to
# you). The state of a model is more than its parameters: `state_dict()` contains the running means of batch
# normalisation as well.
#
# Leave the curves in `model.history`: see the docstring. A mean over an epoch is a mean **over its images**: the last
# batch may be smaller.
#
# <details><summary>Hint 1: the skeleton</summary>
#
# Write an inner function `validate()` that returns loss and accuracy, and call it before the loop and at the end of each epoch.
#
# </details>
# <details><summary>Hint 2: the best weights turn out to be the last</summary>
#
# `model.state_dict()` shows the weights themselves, which go on changing. `copy.deepcopy(model.state_dict())` is a copy of them.
#
# </details>
# <details><summary>Hint 3: a mean over images</summary>
#
# `criterion` returns the mean of a batch. Add up `loss.item() * len(labels)`, and divide by `dataset_sizes["train"]`.
#
# </details>


# %% nbgrader={"grade_id": "train_answer", "solution": true}
def train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, num_epochs=25):
    """Train a model, and return it in its best state.

    dataloaders: {"train": …, "val": …}, each gives batches (inputs, labels) in every loop over it: inputs floats
    (n, ...), labels int64 (n,), to be moved to `device`. dataset_sizes: {"train": int, "val": int}, the numbers of
    images. criterion(scores, labels) → the mean loss of a batch, a tensor. optimizer, scheduler: as in torch.optim.
    Returns the model, whose `history` is a dictionary of lists of numbers: "train_loss" and "train_accuracy", one for
    each epoch, over the images as they were trained on; "val_loss" and "val_accuracy", one more: the first of them before
    any training.
    """
    ### BEGIN SOLUTION
    history = {"train_loss": [], "train_accuracy": [], "val_loss": [], "val_accuracy": []}

    def one_pass(phase):
        model.train(phase == "train")
        total_loss, right = 0.0, 0
        for inputs, labels in dataloaders[phase]:
            inputs, labels = inputs.to(device), labels.to(device)
            with torch.set_grad_enabled(phase == "train"):
                scores = model(inputs)
                loss = criterion(scores, labels)
            if phase == "train":
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            total_loss += loss.item() * len(labels)
            right += int((scores.argmax(dim=1) == labels).sum())
        history[f"{phase}_loss"].append(total_loss / dataset_sizes[phase])
        history[f"{phase}_accuracy"].append(right / dataset_sizes[phase])

    one_pass("val")
    best, best_state = history["val_accuracy"][0], copy.deepcopy(model.state_dict())
    for _ in range(num_epochs):
        one_pass("train")
        scheduler.step()
        one_pass("val")
        if history["val_accuracy"][-1] > best:
            best, best_state = history["val_accuracy"][-1], copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    model.history = history
    return model
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_models"}
class Watched(nn.Module):
    """A small classifier, with batch normalisation if asked for, that remembers how it was called."""

    def __init__(self, seed, inputs, classes, norm=False, dropout=0.0):
        super().__init__()
        torch.default_generator.manual_seed(seed)  # torch.manual_seed also looks for graphics cards, which takes longer
        norms = [nn.BatchNorm1d(8)] if norm else []
        layers = [nn.Flatten(), nn.Linear(inputs, 8), *norms, nn.ReLU(), nn.Dropout(dropout)]
        self.layers = nn.Sequential(*layers, nn.Linear(8, classes))
        self.calls = []

    def forward(self, X):
        self.calls.append((self.training, torch.is_grad_enabled(), X.detach().cpu().clone()))
        return self.layers(X)


def plain_layer(weights):
    """A linear classifier of two numbers with these weights, a tensor (classes, 2), and biases of 0."""
    layer = nn.Linear(2, len(weights))
    with torch.no_grad():
        layer.weight.copy_(weights)
        layer.bias.zero_()
    return layer


def calls_of(model):
    """For each call of a Watched model: was it in training mode, were gradients recorded, which images did it get?"""
    return [list(call) for call in model.calls]


def state_of(model):
    """A copy of a model's state: name → tensor."""
    return {name: value.detach().cpu().clone() for name, value in model.state_dict().items()}


# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
def trained(train, model, parts, learning_rate, epochs, loader=False):
    """Train by gradient descent with momentum, at a learning rate that stays.

    parts: {"train": [(X, y), …], "val": …}, lists of batches; loader: give them in a DataLoader. epochs: None: left out.
    """
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate, momentum=0.5)
    scheduler = torch.optim.lr_scheduler.ConstantLR(optimizer, 1.0)
    sizes = {part: sum(len(y) for _, y in batches) for part, batches in parts.items()}
    if loader:
        parts = {part: torch.utils.data.DataLoader(batches, batch_size=None) for part, batches in parts.items()}
    how_long = {} if epochs is None else {"num_epochs": epochs}
    return train(device, parts, sizes, model, nn.CrossEntropyLoss(), optimizer, scheduler, **how_long)


# %% tags=["setup"] nbgrader={"grade_id": "setup_schedule"}
def scheduler_steps(train, parts, epochs):
    """How many training batches the model had seen at each step of the scheduler."""
    model, steps = Watched(0, 5, 3).to(device), []
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, 0.5)
    usual, counts = scheduler.step, {len(y) for _, y in parts["train"]}  # no validation batch has such a size

    def step(*given):
        steps.append(sum(len(X) in counts for _, _, X in model.calls))
        usual(*given)

    scheduler.step = step
    sizes = {part: sum(len(y) for _, y in batches) for part, batches in parts.items()}
    train(device, parts, sizes, model, nn.CrossEntropyLoss(), optimizer, scheduler, num_epochs=epochs)
    return steps


# %% tags=["setup"] nbgrader={"grade_id": "setup_batches"}
def batches_drawn(rng, train=(7, 7, 3), val=(5, 4), classes=3, noise=1.2):
    """Batches of points around a centre for each class, in five dimensions: {"train": [(X, y), …], "val": …}."""
    centres = rng.normal(size=(classes, 5))
    found = {}
    for part, sizes in (("train", train), ("val", val)):
        labels = [rng.integers(classes, size=size) for size in sizes]
        found[part] = [
            (torch.from_numpy(centres[y] + noise * rng.normal(size=(len(y), 5))).to(MEAN.dtype), torch.from_numpy(y))
            for y in labels
        ]
    return found


def problem_drawn(rng, epochs, wanted, norm=False):
    """Batches, and the seed of a model; wanted(validation, training accuracies) holds for curves of one epoch more.

    They are hard ones, learned at a learning rate of 1: from epoch to epoch the curves go up and down.
    """
    while True:
        given, seed = batches_drawn(rng, val=(21, 19), noise=2.0), int(rng.integers(10000))
        history = trained(reference.train_model, Watched(seed, 5, 3, norm), given, 1.0, epochs + 1).history
        if wanted(history["val_accuracy"], history["train_accuracy"]):
            return given, seed


def same_state(got, right, buffers=False, **tolerance):
    """Check a model's parameters, or its buffers, against a right state."""
    for name, value in right.items():
        if (name.rpartition(".")[2] in ("running_mean", "running_var")) == buffers and "tracked" not in name:
            close = {"rtol": 1e-3, "atol": 1e-5} | tolerance
            check.close(got[name], value, name=f"{name} of the model that train_model returned", **close)


# %% [markdown]
# The first check: a linear classifier with equal weights for its three classes, one batch of five images with two numbers
# each, and one step of gradient descent with a learning rate of 1. The gradient of $W$ is the mean of $(p - y)\,x^\top$,
# and $p$ is ⅓ for each class. The second check has two batches of different size in each part.

# %% tags=["setup"] nbgrader={"grade_id": "setup_batch"}
equal_weights = torch.tensor([[0.5, -0.25]] * 3)
five = [[3.0, 0.0], [0.0, 6.0], [-3.0, 3.0], [1.5, 0.0], [0.0, -4.5]]
one_batch = {
    "train": [(torch.tensor(five), torch.tensor([0, 1, 2, 0, 2]))],
    "val": [(torch.tensor([[1.0, 0.0], [0.0, 2.0], [-1.0, -1.0]]), torch.tensor([0, 1, 2]))],  # right after the step
}

# %% tags=["setup"] nbgrader={"grade_id": "setup_two"}
unequal_weights = torch.tensor([[0.5, -0.25], [-0.5, 0.25], [0.0, 0.75]])
two_batches = {
    "train": [
        (torch.tensor([[0.5, -2.0], [2.0, 1.0], [-1.5, -0.5]]), torch.tensor([2, 0, 1])),
        (torch.tensor([[1.0, 0.5], [-1.0, 2.0]]), torch.tensor([0, 1])),
    ],
    "val": [
        (torch.tensor([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0], [-1.0, 0.0]]), torch.tensor([0, 1, 2, 2])),
        (torch.tensor([[1.0, 1.0], [-1.0, 1.0], [0.5, -1.0]]), torch.tensor([0, 1, 2])),
    ],
}

# %% nbgrader={"grade_id": "train_public", "points": 2}
model = remote("trained")(train_model, remote("plain_layer")(equal_weights), one_batch, 1.0, 1)
if not hasattr(model, "state_dict"):
    check.fail("train_model does not return a model: does it end with `return model`?")
state = remote("state_of")(model)
weights = check.array(state["weight"], shape=(3, 2), name="the weights of the model", library="torch")
change = np.float64(weights) - np.float64(equal_weights.numpy())
right = np.array([[0.8, -0.3], [-0.1, 0.9], [-0.7, -0.6]])
mistakes = {"no step, gradients cleared before it, or is an earlier state returned?": np.zeros((3, 2))}
close = {"rtol": 1e-5, "atol": 1e-6, "axes": {0: "batch of 5"}}
check.close(change, right, name="the change of the weights in one step", **close, mistakes=mistakes)
bias = check.array(state["bias"], shape=(3,), name="the bias of the model", library="torch")
check.close(np.float64(bias), np.array([1, -2, 1]) / 15, name="the bias, which was 0 before the step", **close)
check.passed("train_model: one step is right, and the model is returned")


# %% tags=["setup"] nbgrader={"grade_id": "setup_curves"}
WHEN = {1: "in one epoch", 2: "before any training and after one epoch"}


def check_losses(history, name, epochs, sizes, others):
    """Check a curve of losses. epochs: for each entry, the mean losses of a large and a small batch, and a mistake's value.

    sizes: how many images these two have. others: how many images the other part has.
    """
    values = check.entries(history[name], len(epochs), name=f'history["{name}"], {WHEN[len(epochs)]},')
    for k, (value, losses) in enumerate(zip(values, epochs, strict=True)):
        total, n = float(np.dot(losses[:2], sizes)), sum(sizes)
        mistakes = {
            "both batches count the same, though one is smaller": (losses[0] + losses[1]) / 2,
            "the mean losses of the batches are added up": losses[0] + losses[1],
            "each batch's mean loss counts only once, and not for each of its images": (losses[0] + losses[1]) / n,
            "the sum over the images is divided by the number of batches": total / 2,
            "the sum over the images is divided by the size of the other part": total / others,
            "only the first batch counts: what about the last, smaller one?": losses[0],
            "the last, smaller batch is left out": losses[0] * sizes[0] / n,
        }
        if len(losses) > 2:
            mistakes["is a step made for each batch, and `zero_grad` called for each?"] = losses[2]
        close = {"rtol": 1e-5, "atol": 2e-6, "axes": {0: f"images, {n}"}, "mistakes": mistakes}
        check.close(value, total / n, name=f'history["{name}"][{k}]', **close)


def check_accuracies(history, name, right):
    """Check a curve of accuracies, from 0 to 1."""
    values = check.entries(history[name], len(right), name=f'history["{name}"], {WHEN[len(right)]},')
    for k, (value, expected) in enumerate(zip(values, right, strict=True)):
        check.close(value, expected, name=f'history["{name}"][{k}]', rtol=1e-5, axes={})


# %% nbgrader={"grade_id": "train_history_public", "points": 1}
model = remote("trained")(train_model, remote("plain_layer")(unequal_weights), two_batches, 1.0, 1)
if not hasattr(model, "history"):
    check.fail("The model that train_model returns has no attribute `history`: `model.history = …` makes one.")
history = model.history
check.keys(history, ["train_loss", "train_accuracy", "val_loss", "val_accuracy"], name="model.history")
check_losses(history, "train_loss", [(1.278806, 0.463747, 1.153101)], (3, 2), others=7)
check_accuracies(history, "train_accuracy", [4 / 5])
check_losses(history, "val_loss", [(1.129848, 1.244205), (0.483091, 0.284427, 0.316833)], (4, 3), others=5)
check_accuracies(history, "val_accuracy", [3 / 7, 6 / 7])
check.passed("model.history: the curves of one epoch are right")


# %% nbgrader={"grade_id": "train_steps", "points": 3}
# Hidden: one epoch of a network, batch by batch, also from a DataLoader and with a last batch that is smaller.
### BEGIN HIDDEN TESTS
def wanted(val, _):  # after the epoch the model is to be better than before, and than after one more
    return val[1] > max(val[0], val[2])


for loader in (False, True):
    given, seed = problem_drawn(rng, 1, wanted)
    right = trained(reference.train_model, Watched(seed, 5, 3), given, 1.0, 1)
    before = given["train"][0][0].clone()
    model = remote("trained")(train_model, remote("Watched")(seed, 5, 3), given, 1.0, 1, loader)
    check.unchanged(before, given["train"][0][0], name="a batch of inputs")
    same_state(remote("state_of")(model), state_of(right))
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "train_best", "points": 4}
# Hidden: the model has the parameters of the epoch with the best validation accuracy, which is neither the first nor the last.
### BEGIN HIDDEN TESTS
def wanted(val, train):
    best = int(np.argmax(val))
    return best in (2, 3) and val.count(val[best]) == 1 and train[best - 1] < max(train[:4])


given, seed = problem_drawn(rng, 4, wanted)
right = trained(reference.train_model, Watched(seed, 5, 3), given, 1.0, 4)
model = remote("trained")(train_model, remote("Watched")(seed, 5, 3), given, 1.0, 4)
same_state(remote("state_of")(model), state_of(right))
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "train_state", "points": 2}
# Hidden: the model also has that epoch's buffers, the running means and variances of batch normalisation.
### BEGIN HIDDEN TESTS
def wanted(val, train):
    return int(np.argmax(val)) == 2 and val.count(val[2]) == 1 and train[1] < max(train[:3])


given, seed = problem_drawn(rng, 3, wanted, True)
right = trained(reference.train_model, Watched(seed, 5, 3, True), given, 1.0, 3)
model = remote("trained")(train_model, remote("Watched")(seed, 5, 3, True), given, 1.0, 3)
same_state(remote("state_of")(model), state_of(right), buffers=True)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_modes", "points": 3}
# Hidden: training mode for each training batch of each epoch, then evaluation mode, without gradients, for all of validation.
### BEGIN HIDDEN TESTS
for epochs, train, val in ((3, (7, 7, 3), (5, 4)), (None, (6,), (5,))):
    given = batches_drawn(rng, train, val)
    model = remote("Watched")(int(rng.integers(10000)), 5, 3, True, 0.5)
    model.eval()
    remote("trained")(train_model, model, given, 0.1, epochs)
    calls = [(training is True, recording, X) for training, recording, X in remote("calls_of")(model)]
    kinds = "".join("T" if training else "e" for training, _, _ in calls)
    found = re.fullmatch(f"e*((?:T{{{len(train)}}}e{{{len(val)},}})*)", kinds)
    if found is None:
        shown = kinds.replace("T", "training, ").replace("e", "evaluation, ")[:90]
        counts = f"{len(train)} in training and {len(val)} in validation"
        check.fail(f"Each epoch has these batches: {counts}; the model was called in these modes: {shown}…")
    what = "without num_epochs" if epochs is None else f"for num_epochs={epochs}"
    if (count := kinds.count("T") // len(train)) != (asked := epochs or 25):
        check.fail(f"The model went through {count} epochs in training mode, {what}; {asked} were expected.")
    for training, recording, _ in calls:
        check.equal(recording, training, name=f"gradients are recorded in {'training' if training else 'validation'}")
    for k, X in enumerate(X for training, _, X in calls if training):
        check.close(X, given["train"][k % len(train)][0], name=f"the inputs in training, batch {k}", rtol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_schedule", "points": 1}
# Hidden: the scheduler makes one step in each epoch.
### BEGIN HIDDEN TESTS
given = batches_drawn(rng)
for epochs in (3, 1):
    steps = list(remote("scheduler_steps")(train_model, given, epochs))
    check.equal(len(steps), epochs, name=f"the number of the scheduler's steps in {epochs} epochs")
    # Before the training phase, as people did until 2018, is accepted, too.
    right = [3 * k for k in range(epochs)] if steps[0] == 0 else [3 * k for k in range(1, epochs + 1)]
    check.equal(steps, right, name="the numbers of training batches before the scheduler's steps, of 3 in an epoch")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_zero", "points": 2}
# Hidden: with num_epochs=0 nothing in the model changes; and a model that is never right is returned as well.
### BEGIN HIDDEN TESTS
given = batches_drawn(rng)
wrong = {part: [(X, torch.full_like(y, part == "val")) for X, y in batches] for part, batches in given.items()}
model = remote("Watched")(7, 5, 2)
remote("lambda model: [model.layers[4].bias.data.copy_(torch.tensor([50.0, 0.0]))] and None")(model)
got = remote("state_of")(remote("trained")(train_model, model, wrong, 0.1, 2))["layers.4.weight"]
check.array(got, shape=(2, 8), name="the weights of a model that is never right", library="torch")
model = remote("Watched")(7, 5, 3, True)
after = remote("state_of")(remote("trained")(train_model, model, given, 0.1, 0))
check.equal(sum(bool(training) for training, _, _ in remote("calls_of")(model)), 0,
            name="how often the model was called in training mode, for num_epochs=0")  # fmt: skip
for name, value in Watched(7, 5, 3, True).state_dict().items():
    check.close(after[name], value.detach(), name=f"{name}, after num_epochs=0", rtol=0, atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_history", "points": 2}
# Hidden: model.history over several epochs, with batches of different sizes, and for num_epochs=0.
### BEGIN HIDDEN TESTS
given, seed = batches_drawn(rng, train=(9, 9, 2), val=(6, 1)), int(rng.integers(10000))
for epochs in (3, 0):
    right = trained(reference.train_model, Watched(seed, 5, 3), given, 0.5, epochs).history
    history = remote("trained")(train_model, remote("Watched")(seed, 5, 3), given, 0.5, epochs).history
    check.keys(history, list(right), name="model.history")
    for name, numbers in right.items():
        check.equal(len(history[name]), len(numbers), name=f'the entries of history["{name}"], for num_epochs={epochs}')
        for k, number in enumerate(numbers):
            check.close(history[name][k], number, name=f'history["{name}"][{k}]', rtol=1e-3, atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** The model is chosen by its validation accuracy, and then that accuracy is reported. In which direction is it
# wrong?
#
# ## 2. Look at it
#
# Numbers hide what a network does. Before you train anything for long, write the function that shows it: some validation images,
# each with the class that the model predicts.
#
# - Show `num_images` images of `dataloaders["val"]`, or all of them if there are fewer; odd numbers must work, too.
# - Each has a title that begins with `predicted: ` and the name of the predicted class. More may follow.
# - Use evaluation mode, record no gradients, and leave the model in the mode in which it came.
# - `imshow(image, title)` above draws one image. Return `pictures.Picture(figure, alt)`, with a text `alt` for people
#   who cannot see it: what was predicted?
#
# <details><summary>Hint 1: a grid for any number</summary>
#
# `plt.subplot(rows, columns, place)`, where `rows = -(-num_images // columns)` is the division rounded up, and places count from 1.
#
# </details>


# %% nbgrader={"grade_id": "visualize_answer", "solution": true}
def visualize_model(device, dataloaders, model, class_names, num_images=6):
    """A picture of num_images validation images, each with a title: `predicted: ` and its predicted class.

    dataloaders, device: as for train_model. model: its scores are (n, classes). class_names: a list of str.
    Returns a `pictures.Picture`.
    """
    ### BEGIN SOLUTION
    was_training = model.training
    model.eval()
    images, titles = [], []
    with torch.no_grad():
        for inputs, _ in dataloaders["val"]:
            predicted = model(inputs.to(device)).argmax(dim=1).tolist()
            images += list(inputs)
            titles += [f"predicted: {class_names[label]}" for label in predicted]
            if len(images) >= num_images:
                break
    model.train(was_training)
    images, titles = images[:num_images], titles[:num_images]
    columns = min(len(images), 6)
    rows = -(-len(images) // columns)
    figure = plt.figure(figsize=(1.6 * columns, 1.8 * rows))
    for place, (image, title) in enumerate(zip(images, titles, strict=True), start=1):
        plt.subplot(rows, columns, place)
        imshow(image, title)
    return pictures.Picture(figure, f"{len(images)} validation images, {', '.join(titles)}.")
    ### END SOLUTION


# %% [markdown]
# The checks read the titles and the images out of your figure:


# %% tags=["setup"] nbgrader={"grade_id": "setup_drawn"}
def shown(visualize, parts, model, names, *number):
    """What visualize_model has drawn: for each image its title and its pixels (H, W, 3)."""
    return drawn_images(visualize, device, parts, model.to(device), names, *number)


class MostlyColour(nn.Module):
    """Its scores are the mean red, green and blue of an image."""

    def forward(self, X):
        return X.mean(dim=(2, 3))


def images_drawn(rng, count, classes=3, side=4):
    """Standardized images (count, 3, side, side), and labels that have nothing to do with them."""
    colours = torch.from_numpy(rng.uniform(0.1, 0.9, size=(count, 3, side, side))).to(MEAN.dtype)
    return (colours - MEAN) / STD, torch.from_numpy(rng.integers(classes, size=count))


# %% tags=["setup"] nbgrader={"grade_id": "setup_check_shown"}
def check_shown(drawn, X, predicted=None, names=None, others=None):
    """Check that each image that was drawn is another one of X and, if asked for, has the title of its predicted class.

    others: the training images, of which none should be drawn.
    """
    pixels = np.stack([pixels_of(image) for image in X])
    training = [pixels_of(image) for image in others or ()]
    seen = []
    for k, (_, image) in enumerate(drawn):
        image = check.array(image, name=f"the pixels of picture {k}")
        if image.shape != pixels.shape[1:]:
            check.fail(f"Picture {k} has the shape {image.shape}, and not that of the validation images in colour.")
        distances = np.abs(pixels - image).mean(axis=(1, 2, 3))
        if distances.min() > 0.02:
            if any(np.abs(one - image).mean() < 0.02 for one in training):
                check.fail(f"Picture {k} is one of the training images, where validation images were expected.")
            check.fail(f"Picture {k} is none of the validation images, in colours from 0 to 1: draw it with imshow.")
        seen.append(int(distances.argmin()))
    if len(set(seen)) < len(drawn):
        check.fail(f"Among the {len(drawn)} pictures there are only {len(set(seen))} different images.")
    for k, (title, _) in enumerate(drawn if predicted is not None else ()):
        asked = f"predicted: {names[predicted[seen[k]]]}"
        given = " ".join(title.split()).lower() if type(title) is str else ""
        if re.match(re.escape(asked) + r"(\W|$)", given) is None:
            check.fail(f"Picture {k} has a title other than `{asked}`. Is it the class with the largest score?")


# %% nbgrader={"grade_id": "visualize_public", "points": 1}
names, predicted = ["mostly red", "mostly green", "mostly blue"], [1, 0, 0, 2, 1]
X, y = torch.rand(5, 3, 4, 4, generator=torch.Generator().manual_seed(0)), torch.tensor([0, 0, 1, 1, 2])
others = (torch.rand(6, 3, 4, 4, generator=torch.Generator().manual_seed(1)) - MEAN) / STD
for image, colour in zip(X, predicted, strict=True):
    image[colour] = 1.0
X = (X - MEAN) / STD
val = [(X[:2], y[:2]), (X[2:], y[2:])]
drawn = remote("shown")(
    visualize_model, {"train": [(others, y[[0, 1, 2, 3, 4, 0]])], "val": val}, remote("MostlyColour")(), names, 4
)
check.equal(len(drawn), 4, name="the number of images with num_images=4")
check_shown(drawn, X, predicted, names, list(others))
check.passed("visualize_model: four images with their predicted classes")

# %% nbgrader={"grade_id": "visualize_titles", "points": 2}
# Hidden: the titles are those of the predicted classes, for other networks, classes and images, one batch or several.
### BEGIN HIDDEN TESTS
for classes, sizes, number in ((3, (2, 3), 4), (4, (7,), 4), (2, (1, 1, 3), 4)):
    names = ["beetles", "crickets", "dragonflies", "earwigs"][:classes]
    while True:  # not all predictions are to be the same
        seed, (X, _) = int(rng.integers(10000)), images_drawn(rng, sum(sizes))
        predicted = Watched(seed, 48, classes).eval()(X).argmax(dim=1)
        if predicted[:number].unique().numel() > 1:
            break
    labels = (predicted + 1) % classes  # all predictions are mistakes
    batches = list(zip(X.split(sizes), labels.split(sizes), strict=True))
    predicted = predicted.tolist()
    drawn = remote("shown")(
        visualize_model, {"train": [], "val": batches}, remote("Watched")(seed, 48, classes), names, number
    )
    check.at_least(len(drawn), 1, name="the number of images")
    check_shown(drawn, X, predicted, names)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "visualize_number", "points": 2}
# Hidden: the number of images: odd numbers, one, more than there are, and six where it is not given.
### BEGIN HIDDEN TESTS
for number, count, size, right in ((5, 8, 3, 5), (1, 5, 4, 1), (3, 7, 7, 3), (9, 4, 2, 4), (None, 7, 3, 6)):
    X, y = images_drawn(rng, count)
    val = list(zip(X.split(size), y.split(size), strict=True))
    model = remote("Watched")(2, 48, 3)
    drawn = remote("shown")(
        visualize_model, {"train": [], "val": val}, model, ["b", "c", "d"], *([number] if number else [])
    )
    asked = f"num_images={number}" if number else "num_images left out"
    check.equal(len(drawn), right, name=f"the number of images, of {count}, with {asked}")
    check_shown(drawn, X)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "visualize_mode", "points": 2}
# Hidden: the model is called in evaluation mode, without gradients, learns nothing, and is left in its earlier mode.
### BEGIN HIDDEN TESTS
for mode in (True, False):
    seed, (X, y) = int(rng.integers(10000)), images_drawn(rng, 5)
    model = remote("Watched")(seed, 48, 3, True, 0.5)
    model.train(mode)
    remote("shown")(visualize_model, {"train": [], "val": [(X[:2], y[:2]), (X[2:], y[2:])]}, model, ["b", "c", "d"], 4)
    calls = remote("calls_of")(model)
    check.at_least(len(calls), 1, name="how often the model is called")
    for training, recording, _ in calls:
        check.equal(training, False, name="model.training, while it is called")
        check.equal(recording, False, name="gradients are recorded")
    check.equal(model.training, mode, name="model.training, after visualize_model")
    check.equal(remote("lambda model: [part.training for part in model.modules()]")(model), [mode] * 8,
                name="the modes of all layers, after visualize_model")  # fmt: skip
    after = remote("state_of")(model)
    for name, value in Watched(seed, 48, 3, True, 0.5).state_dict().items():
        check.close(after[name], value.detach(), name=f"{name}, after visualize_model", rtol=0, atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "visualize_validation", "points": 1}
# Hidden: the images are those of validation, and not of training.
### BEGIN HIDDEN TESTS
(X, y), (X_val, y_val) = images_drawn(rng, 6), images_drawn(rng, 6)
parts_given = {"train": [(X, y)], "val": [(X_val, y_val)]}
drawn = remote("shown")(visualize_model, parts_given, remote("Watched")(5, 48, 3), ["wasps", "flies", "moths"], 2)
check.at_least(len(drawn), 1, name="the number of images")
check_shown(drawn, X_val)
### END HIDDEN TESTS

# %% [markdown]
# Here is a new last layer that nobody has trained:

# %% nbgrader={"grade_id": "visualize_ungraded_picture"}
torch.manual_seed(0)
model = load_pretrained()
model.fc = nn.Linear(model.fc.in_features, len(class_names))
visualize_model(device, dataloaders, model.to(device), class_names, num_images=6)

# %% [markdown]
# ## 3. Two ways to transfer
#
# ### 3.1 Fine-tuning
#
# Instead of random weights the training starts from the trained ones; the rest is as usual. Take `load_pretrained()`, put a new linear
# layer for your classes in place of `fc`, move the model to `device`, and train **all** of it with `train_model`: cross-entropy, an
# optimizer and a schedule of your choice, for `NUM_EPOCHS` epochs. Return the model.
#
# The weights are nearly right already, so a learning rate that is good for random weights destroys them in a few steps.
#
# <details><summary>Hint 1: the new layer never learns</summary>
#
# An optimizer knows the parameters that it got when it was made. So make it *after* the new layer.
#
# </details>
# <details><summary>Hint 2: something to begin with</summary>
#
# `torch.optim.Adam(model.parameters(), lr=3e-4)`, and `torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)`, which
# lets the rate fall to 0 along a cosine. Better still is a larger rate for the new layer: in place of the parameters, an optimizer
# takes a list of groups, `{"params": …, "lr": …}`.
#
# </details>


# %% nbgrader={"grade_id": "finetune_answer", "solution": true}
def finetune(device, dataloaders, dataset_sizes, class_names):
    """Give the trained network a new last layer for these classes, and train all of it; see above.

    device, dataloaders, dataset_sizes: as for train_model. class_names: a list of str.
    Returns the model as train_model returns it.
    """
    ### BEGIN SOLUTION
    model = load_pretrained()
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    trunk = [parameter for name, parameter in model.named_parameters() if not name.startswith("fc.")]
    optimizer = torch.optim.Adam([{"params": trunk}, {"params": model.fc.parameters(), "lr": 1e-2}], lr=3e-5)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
    ### END SOLUTION


# %% [markdown]
# The checks use a tiny network whose filters see stripes, horizontal or vertical ones; its last layer is for ten
# classes. They watch while your `train_model` trains it; the new layer starts near 0 there, so that small learning
# rates show.


# %% tags=["setup"] nbgrader={"grade_id": "setup_tiny"}
class TinyNetwork(nn.Module):
    """Two convolutions with batch normalisation, and a linear layer `fc` on the means of eight feature maps."""

    def __init__(self, seed):
        super().__init__()
        torch.default_generator.manual_seed(seed)
        self.conv1, self.bn1 = nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.conv2, self.bn2 = nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.dropout, self.fc = nn.Dropout(0.1), nn.Linear(8, 10)
        across = torch.tensor([[1.0, 1.0, 1.0], [0.0, 0.0, 0.0], [-1.0, -1.0, -1.0]])
        with torch.no_grad():
            for k in range(8):  # as if trained: four filters for each direction, and what each sees goes on
                self.conv1.weight[k] += 0.2 * (across if k % 2 else across.T) * (-1) ** (k // 2)
                self.conv2.weight[k] *= 0.3
                self.conv2.weight[k, k, 1, 1] += 1.0
            self.bn1.weight += 1.0
            self.bn2.weight += 1.0
            self.bn1.momentum = self.bn2.momentum = 1.0
            self(stripes(np.random.default_rng(seed), 40)[0])
            self.bn1.momentum = self.bn2.momentum = 0.1

    def forward(self, X):
        X = torch.relu(self.bn1(self.conv1(X)))
        X = torch.relu(self.bn2(self.conv2(X)))
        return self.fc(self.dropout(X.mean(dim=(2, 3))))


def stripes(rng, count):
    """Images (count, 3, 8, 8) of stripes with noise; label 0: vertical, 1: horizontal ones."""
    labels = rng.permutation(np.arange(count) % 2)
    waves = np.sin(np.arange(8) * 1.6 + rng.uniform(0, 6.3, size=(count, 1)))
    rows = np.broadcast_to(waves[:, None, :, None], (count, 3, 8, 8))
    images = np.where(labels[:, None, None, None] == 1, rows, rows.transpose(0, 1, 3, 2))
    X = torch.from_numpy(images + 0.5 * rng.normal(size=images.shape)).to(MEAN.dtype)
    return X, torch.from_numpy(labels)


# %% tags=["setup"] nbgrader={"grade_id": "setup_observed"}
def with_network(make, function, *arguments, epochs=None):
    """What function(*arguments) returns if load_pretrained() returns make() meanwhile; epochs: as NUM_EPOCHS."""
    names = vars(__main__)  # where the student's functions look names up
    before = {name: names[name] for name in ("make_network", "NUM_EPOCHS")}
    names["make_network"], names["NUM_EPOCHS"] = make, epochs or NUM_EPOCHS
    try:
        return function(*arguments)
    finally:
        names.update(before)


def small_numbers(seed, shape):
    """Numbers by which the examiner recognises what comes back: a tensor of this shape, of the order of 0.0005."""
    return torch.from_numpy(5e-4 * np.random.default_rng(seed).normal(size=tuple(shape))).to(MEAN.dtype)


def mark_of(model):
    """What `observed` has written on the model that train_model returned; zeros on others."""
    return getattr(model, "mark", torch.zeros(3))


# %% tags=["setup"] nbgrader={"grade_id": "setup_looking_on"}
def observed(function, seed, parts):
    """Look on while finetune or freeze trains the TinyNetwork of this seed; returns what was seen, and the model."""
    names, train, seen = vars(__main__), train_model, {}

    def looking_on(*given, **named):
        values = inspect.signature(train).bind(*given, **named).arguments
        model, criterion = values["model"], values["criterion"]
        with torch.no_grad():  # so that a small learning rate shows in a few steps
            for parameter in getattr(model, "fc", nn.Identity()).parameters():
                parameter.copy_(small_numbers(seed, parameter.shape))
        start, moved = state_of(model), set()
        scores, labels = torch.tensor([[30.0, 0.0], [0.0, 30.0]], device=device), torch.tensor([1, 1], device=device)
        seen.update(
            start=start,
            asked=[name for name, parameter in model.named_parameters() if parameter.requires_grad],
            loss=float(criterion(scores, labels)),
        )

        def look(*_):
            moved.update(n for n, p in model.named_parameters() if bool((p.detach().cpu() != start[n]).any()))

        hook = model.register_forward_pre_hook(look)
        try:
            seen["model"] = train(*given, **named)
        finally:
            hook.remove()
        look()
        seen["moved"] = sorted(moved)
        if isinstance(seen["model"], nn.Module):
            seen["model"].mark = small_numbers(seed, (3,))
        return seen["model"]

    names["train_model"], classes = looking_on, ["vertical", "horizontal"]
    try:
        sizes = {part: sum(len(y) for _, y in batches) for part, batches in parts.items()}
        result = with_network(lambda: TinyNetwork(seed), function, device, parts, sizes, classes, epochs=6)
    finally:
        names["train_model"] = train
    return seen if result is None else {**seen, "model": result}  # the hand-out's functions return nothing


# %% tags=["setup"] nbgrader={"grade_id": "setup_seen"}
def stripes_in_batches(rng, train=(7,), val=(5,)):
    """Stripes in batches of these sizes: {"train": [(X, y), …], "val": …}. The default sizes are enough to look on."""
    return {part: [stripes(rng, size) for size in sizes] for part, sizes in (("train", train), ("val", val))}


def stripes_to_learn(rng):
    """As many stripes as the TinyNetwork needs to learn which are vertical."""
    return stripes_in_batches(rng, (8, 8, 8), (22,))


def watch(function, seed, given):
    """In the examiner: `observed` in the student's process; fails if train_model was not called."""
    seen = remote("observed")(function, seed, given)
    if "moved" not in seen:
        check.fail("train_model was not called, or did not end: train the model with it.")
    return seen


def of_trunk(names):
    """The names of parameters and buffers outside of the last layer."""
    return sorted(str(name) for name in names if not str(name).startswith("fc"))


TRUNK = of_trunk(name for name, _ in TinyNetwork(0).named_parameters())


def accuracy_on(model, given):
    """The share of right answers of a model (a stand-in) on validation batches, in evaluation mode."""
    model.eval()
    right = count = 0
    for X, y in given["val"]:
        scores = check.array(
            model(X.to(device)).detach().cpu(),
            shape=(len(X), 2),
            name="the tensor of scores (one for each of class_names)",
            library="torch",
        )
        right += int((scores.argmax(axis=1) == y.numpy()).sum())
        count += len(y)
    return right / count


# %% tags=["setup"] nbgrader={"grade_id": "setup_returned"}
def trained_and_returned(function, seed, given, name):
    """What `watch` returns, after a check that there is a model for two classes, whose last layer has learned."""
    seen = watch(function, seed, given)
    if not hasattr(seen["model"], "state_dict"):
        check.fail(f"{name} does not return the model.")
    accuracy_on(seen["model"], given)
    if not any(str(parameter).startswith("fc") for parameter in seen["moved"]):
        why = "Does the optimizer get the parameters of the new `fc`, with a learning rate above 0?"
        check.fail(f"{name}: no parameter of the last layer has changed in training.\n{why}")
    return seen


def check_none(names, what):
    """Check that there are none of these parameters outside of the last layer; else name those that the TinyNetwork has."""
    if known := [name for name in names if name in TRUNK]:
        check.fail(f"There are {what}: {', '.join(known)}.")
    check.equal(names, [], name=what)


# %% nbgrader={"grade_id": "finetune_public", "points": 1}
seen = trained_and_returned(finetune, 1, stripes_in_batches(np.random.default_rng(1)), "finetune")
moved = [name for name in map(str, seen["moved"]) if name in TRUNK]
hint = "Fine-tuning trains all of the network, and not only its last layer."
check.at_least(len(moved), 1, name="the number of parameters outside of the last layer that have changed", hint=hint)
check.passed("finetune: a model for two classes was trained and returned")

# %% nbgrader={"grade_id": "finetune_layer", "points": 2}
# Hidden: the last layer is a new one, for two classes.
### BEGIN HIDDEN TESTS
seed, given = int(rng.integers(10000)), stripes_in_batches(rng)
start = watch(finetune, seed, given)["start"]
new = {name: value for name, value in dict(start).items() if str(name).startswith("fc") and "weight" in str(name)}
check.equal(len(new) > 0, True, name="the model has a last layer called fc")
last = list(new.values())[-1]
shape = check.array(last, shape=(2, None), name="the weights of the last layer", library="torch").shape
right = small_numbers(seed, shape)
check.close(last, right, name="the weights with which the checks let the last layer begin", rtol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_start", "points": 1}
# Hidden: training begins with the trained network's weights, all but the last layer's.
### BEGIN HIDDEN TESTS
seed, given = int(rng.integers(10000)), stripes_in_batches(rng)
start = watch(finetune, seed, given)["start"]
for name, value in TinyNetwork(seed).state_dict().items():
    if name in TRUNK:
        check.close(start[name], value.detach(), name=f"{name}, before the training", rtol=0, atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_moves", "points": 2}
# Hidden: every parameter learns, those of the new layer and all others.
### BEGIN HIDDEN TESTS
seen = watch(finetune, int(rng.integers(10000)), stripes_in_batches(rng))
moved = [str(name) for name in seen["moved"]]
check.equal(of_trunk(moved), TRUNK, name="the parameters outside of fc that have changed")
for name in ("fc.weight", "fc.bias") if "fc.weight" in dict(seen["start"]) else ():
    check.equal(name in moved, True, name=f"{name} of the new layer has changed")
check.equal(any(name.startswith("fc") for name in moved), True, name="the new layer has changed")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_loss", "points": 1}
# Hidden: the loss is cross-entropy of the scores: a confident mistake is expensive, and no softmax comes before it.
### BEGIN HIDDEN TESTS
seen = watch(finetune, int(rng.integers(10000)), given := stripes_in_batches(rng))
check.at_least(seen["loss"], 8, name="the loss of one sure mistake and one sure right answer, for scores of 0 and 30")
check.at_most(seen["loss"], 40, name="the loss of one sure mistake and one sure right answer, for scores of 0 and 30")
seen["model"].eval()
scores = torch.from_numpy(
    check.array(seen["model"](given["val"][0][0].to(device)).detach().cpu(), name="scores", library="torch")
)
away = float((scores.sum(dim=1) - 1).abs().max())
check.at_least(away, 1e-6, name="how far the sums of scores are from 1", hint="Leave the softmax to the loss.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_learns", "points": 2}
# Hidden: afterwards, at least 90 % of the validation images are right, for each of three tiny networks.
### BEGIN HIDDEN TESTS
for _ in range(3):
    given = stripes_to_learn(rng)
    model = watch(finetune, int(rng.integers(10000)), given)["model"]
    check.at_least(accuracy_on(model, given), 0.9, name="the share of right answers in validation")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_returns", "points": 1}
# Hidden: the model that train_model returned is the one that you return.
### BEGIN HIDDEN TESTS
seed = int(rng.integers(10000))
mark = remote("mark_of")(watch(finetune, seed, stripes_in_batches(rng))["model"])
right = small_numbers(seed, (3,))
check.close(mark, right, name="the checks' mark on train_model's model, looked for on yours", rtol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "finetune_run_ungraded"}
torch.manual_seed(0)
finetuned = finetune(device, dataloaders, dataset_sizes, class_names)
print(
    f"fine-tuned: {share(max(finetuned.history['val_accuracy']))} of {dataset_sizes['val']} validation images are right"
)

# %% nbgrader={"grade_id": "finetune_ungraded_picture"}
visualize_model(device, dataloaders, finetuned, class_names, num_images=18)

# %% [markdown]
# ### 3.2 Freezing
#
# With few images it may be wiser to leave the trained weights alone. **Freeze** all of the network except a new last layer, which
# alone is trained. The network below is then a fixed function from images to features, and what you train is softmax regression on
# these.
#
# Frozen means frozen: afterwards every other parameter is the same, bit for bit. Also set `requires_grad` of the frozen
# parameters to False, so that no time goes into their gradients. *Buffers* may move.
#
# <details><summary>Hint 1: nothing learns at all</summary>
#
# If you freeze after putting the new layer in, you freeze that, too. A new layer's parameters have `requires_grad=True`.
#
# </details>
# <details><summary>Hint 2: everything still learns</summary>
#
# `requires_grad` belongs to parameters. `module.requires_grad = False` only sets an attribute that nobody reads;
# `module.requires_grad_(False)` freezes all parameters of a module.
#
# </details>


# %% nbgrader={"grade_id": "freeze_answer", "solution": true}
def freeze(device, dataloaders, dataset_sizes, class_names):
    """Give the trained network a new last layer for these classes, and train only that layer; see above.

    device, dataloaders, dataset_sizes, class_names: as for finetune. Returns the model as train_model returns it.
    """
    ### BEGIN SOLUTION
    model = load_pretrained()
    for parameter in model.parameters():
        parameter.requires_grad = False
    model.fc = nn.Linear(model.fc.in_features, len(class_names))
    model = model.to(device)
    optimizer = torch.optim.Adam(model.fc.parameters(), lr=0.03)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, NUM_EPOCHS)
    criterion = nn.CrossEntropyLoss()
    return train_model(device, dataloaders, dataset_sizes, model, criterion, optimizer, scheduler, NUM_EPOCHS)
    ### END SOLUTION


# %% nbgrader={"grade_id": "freeze_public", "points": 1}
seen = trained_and_returned(freeze, 2, stripes_in_batches(np.random.default_rng(2)), "freeze")
check_none(of_trunk(seen["moved"]), "parameters outside of the last layer that have changed")
check.passed("freeze: a model for two classes was returned, and no parameter outside of its last layer has changed")

# %% nbgrader={"grade_id": "freeze_bits", "points": 3}
# Hidden: every parameter but those of the last layer is that of the trained network, bit for bit, for several networks.
### BEGIN HIDDEN TESTS
for _ in range(2):
    seed, given = int(rng.integers(10000)), stripes_in_batches(rng)
    seen = watch(freeze, seed, given)
    check_none(of_trunk(seen["moved"]), "parameters outside of fc that have changed in training")
    after = remote("state_of")(seen["model"])
    for name, value in TinyNetwork(seed).state_dict().items():
        if name in TRUNK:
            check.close(after[name], value.detach(), name=f"{name}, after freeze", rtol=0, atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "freeze_layer", "points": 2}
# Hidden: the last layer is a new one for two classes, and it learns.
### BEGIN HIDDEN TESTS
seen = watch(freeze, int(rng.integers(10000)), stripes_in_batches(rng))
new = {str(name): value for name, value in dict(seen["start"]).items() if str(name).startswith("fc")}
weights = [value for name, value in new.items() if "weight" in name]
check.equal(len(weights) > 0, True, name="the model has a last layer called fc")
check.array(weights[-1], shape=(2, None), name="the weights of the last layer", library="torch")
moved = [str(name) for name in seen["moved"]]
check.equal(any(name.startswith("fc") for name in moved), True, name="the new layer has changed in training")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "freeze_requires_grad", "points": 1}
# Hidden: requires_grad is False for all frozen parameters, and True for those of the new layer.
### BEGIN HIDDEN TESTS
seen = watch(freeze, int(rng.integers(10000)), stripes_in_batches(rng))
asked = [str(name) for name in seen["asked"]]
check_none(of_trunk(asked), "frozen parameters whose requires_grad is True")
check.equal(any(name.startswith("fc") for name in asked), True, name="requires_grad of the new layer")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "freeze_learns", "points": 2}
# Hidden: afterwards, at least 90 % of the validation images are right, for each of three tiny networks.
### BEGIN HIDDEN TESTS
for _ in range(3):
    given = stripes_to_learn(rng)
    model = watch(freeze, int(rng.integers(10000)), given)["model"]
    check.at_least(accuracy_on(model, given), 0.9, name="the share of right answers in validation")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "freeze_run_ungraded"}
torch.manual_seed(0)
frozen = freeze(device, dataloaders, dataset_sizes, class_names)
torch.manual_seed(0)
frozen_random = with_network(random_network, freeze, device, dataloaders, dataset_sizes, class_names)
for name, network in {"frozen": frozen, "frozen, with random weights": frozen_random}.items():
    print(f"{name}: {share(max(network.history['val_accuracy']))}")

# %% [markdown]
# ### 3.3 What still changes in a frozen network?
#
# Our small VGG and SqueezeNet have no batch normalisation, but ResNet-18 has, and so has the checks' tiny network. The next cell
# freezes a tiny one, and lists what is not as before.

# %% nbgrader={"grade_id": "freeze_buffers_ungraded"}
batches, sizes = stripes_to_learn(np.random.default_rng(3)), {"train": 24, "val": 22}
for seed in range(3, 20):
    torch.manual_seed(0)
    tiny = with_network(lambda seed=seed: TinyNetwork(seed), freeze, device, batches, sizes, ["vertical", "horizontal"])
    if max(tiny.history["val_accuracy"]) > tiny.history["val_accuracy"][0]:
        break  # the best state is not that before the training
before, after = state_of(TinyNetwork(seed)), state_of(tiny)
for name, value in before.items():
    same = value.shape == after[name].shape and torch.equal(value, after[name])
    print(f"{name:26} {'the same, bit for bit' if same else 'changed'}")

# %% [markdown]
# **Explain it.** (Graded by hand: 3 points) What has changed although nothing was supposed to learn there, and by which
# line of which function? Can it matter for the predictions? How would you prevent it?

# %% [markdown] nbgrader={"grade_id": "freeze_buffers", "points": 3, "solution": true}
# **What moves in a frozen network**
#
# ### BEGIN SOLUTION
# The running means and variances of batch normalisation, and their counters of batches. These are buffers: no gradient
# and no optimizer has anything to do with them. In training mode, which `model.train()` in `train_model` switches on
# for the whole network, each forward pass moves them towards the statistics of the current batch. So in evaluation mode
# a frozen layer computes a different function from before. If the new images differ from those of the first training,
# that may even help, because the statistics become those of the new data; with small batches it adds noise, and whoever
# shares the trunk between several tasks breaks the others. To prevent it, put the batch-norm layers into evaluation
# mode after each `model.train()`, for example by a `train` method that does so.
# ### END SOLUTION

# %% [markdown]
# ## 4. What was it worth?
#
# ### 4.1 Side by side
#
# The curves by epoch, then one more training of each kind, with another seed.

# %% nbgrader={"grade_id": "report_curves_ungraded_picture"}
kinds = {"fine-tuned": finetuned, "frozen": frozen, "frozen random": frozen_random}
pictures.accuracies_by_epoch(
    {name: [network.history["val_accuracy"]] for name, network in kinds.items()},
    shows="validation images right",
    title="Validation accuracy by epoch, for three kinds of training",
)

# %% nbgrader={"grade_id": "report_more_ungraded_picture"}
ways = {
    "fine-tuned": (trained_network, finetune),
    "frozen": (trained_network, freeze),
    "frozen random": (random_network, freeze),
}
results = {name: [max(network.history["val_accuracy"])] for name, network in kinds.items()}
for name, (make, way) in ways.items():
    torch.manual_seed(1)
    network = with_network(make, way, device, dataloaders, dataset_sizes, class_names)
    results[name].append(max(network.history["val_accuracy"]))
    print(f"{name}: {', '.join(map(share, results[name]))}")

# %% nbgrader={"grade_id": "report_ungraded_picture"}
pictures.accuracy_of_designs(results)

# %% [markdown]
# **Report.** (Graded by hand: 6 points) Say which data and which network were in use. Give the validation accuracy of the two
# scenarios, fine-tuned and frozen, and of the frozen random features, with the number of images that they were measured on. Which
# differences are more than luck, and how do you know? What is too good to be true in all of them?

# %% [markdown] nbgrader={"grade_id": "report_accuracies", "points": 6, "solution": true}
# **My accuracies**
#
# ### BEGIN SOLUTION
# In use were the 40 validation images of faces and backgrounds, and the course's small VGG.
#
# | training | validation accuracy, with two seeds | images wrong, of 40 |
# |---|---|---|
# | fine-tuned | 100 %, 100 % | 0 |
# | frozen | 95 %, 95 % | 2 |
# | frozen random features | 85 %, 82.5 % | 6 or 7 |
#
# One image is 2.5 %. If the true accuracy is 95 %, the standard error of 40 images is 3.4 %, so the two images between fine-tuned
# and frozen are no more than luck could make, although both seeds show them: another seed changes the training, but not the 40
# images. Six mistakes against none are more than luck: 15 %, where the standard error of 85 % is 5.6 %. All of them are
# too good to be true: of nine states the best on these very images was kept, and I chose learning rates with them in
# view. The test images, which nobody has looked at, would tell the truth.
# ### END SOLUTION

# %% [markdown]
# **Which one when?** (Graded by hand: 4 points) You have (a) 50 X-ray images, (b) 50,000 photographs of birds, (c) 200 photographs of
# cars. For each: fine-tune, freeze or train from random weights, and why? Name one case in which a trained network does harm.

# %% [markdown] nbgrader={"grade_id": "report_choice", "points": 4, "solution": true}
# **Which one when**
#
# ### BEGIN SOLUTION
# (a) Freeze, but take the features of an early or a middle layer: 50 images cannot move millions of weights without learning them
# by heart, and X-rays share edges and textures with photographs, but not the objects of the last layers. (b) Fine-tune all of it:
# there are images enough, and the start saves most of the training. From random weights it would work, too, only later. (c) Freeze: few
# images, and much like those of the first training. Perhaps fine-tune the last block with a small rate afterwards. Harm: where the
# first training has taught to ignore what the new task is about, such as colour or left and right; where its classes bring a bias
# into a decision about people; or where its preprocessing differs from ours and nobody notices.
# ### END SOLUTION

# %% [markdown]
# ### 4.2 To show to a friend: where does it look?
#
# Blur a square of the photograph, and ask again. Where the lead of the right class falls, the network had looked: red. Where it
# rises: blue. One photograph tells little, and the mean of twenty tells more.


# %% nbgrader={"grade_id": "cover_ungraded"}
def blurred_squares(model, image, label, size=24, step=6):
    """By how much a class loses of its lead where an image (3, H, W) is blurred: an array (H, W).

    Each pixel has the mean of all squares that it lies in. size, step: of the squares, for images of 64×64 pixels.
    """
    side = image.shape[1]
    size, step = size * side // 64, step * side // 64
    blurred = nn.functional.avg_pool2d(image[None], size * 3 // 4 | 1, 1, size * 3 // 8, count_include_pad=False)[0]
    starts = range(-(size // 2), side - size // 2 + 1, step)
    squares = torch.zeros(len(starts) ** 2 + 1, 1, side, side, dtype=image.dtype)
    for k, (top, left) in enumerate((top, left) for top in starts for left in starts):
        squares[k, :, max(top, 0) : top + size, max(left, 0) : left + size] = 1.0
    scores = []
    with torch.no_grad():
        for part in squares.split(32):
            scores.append(model.eval()((image + part * (blurred - image)).to(device)).cpu())
    lead = torch.cat(scores) @ torch.tensor([[-1.0], [1.0]]) * (2 * label - 1)
    lost = (lead[-1] - lead).reshape(-1, 1, 1, 1)  # the last square is empty
    return ((lost * squares).sum(dim=0) / squares.sum(dim=0))[0].numpy()


# %% nbgrader={"grade_id": "cover_ungraded_picture"}
def smooth(array, side=160):
    """An array (H, W) or (H, W, 3), resized to side×side pixels, and at most 1."""
    X = torch.from_numpy(np.atleast_3d(array)).permute(2, 0, 1)[None]
    X = nn.functional.interpolate(X, size=(side, side), mode="bicubic").clamp(max=1)
    return X[0].permute(1, 2, 0).numpy()


def tinted(pixels, numbers):
    """Pixels (H, W, 3) in grey, with red where numbers (H, W) are positive, and blue where they are negative."""
    colours = plt.get_cmap("RdBu_r")(0.5 + 0.5 * smooth(numbers / np.abs(numbers).max())[..., 0])[..., :3]
    return 0.45 * smooth(pixels).mean(axis=2, keepdims=True) + 0.55 * colours


label, (X_val, y_val) = 1, tensors["val"]
with torch.no_grad():
    scores = torch.cat([finetuned.eval()(X.to(device)).cpu() for X in X_val.split(16)])
lead = (scores[:, label] - scores[:, 1 - label]).masked_fill(y_val != label, -torch.inf)
surest = lead.argsort(descending=True)[:20].tolist()
found = [(pixels_of(X_val[k]), blurred_squares(finetuned, X_val[k], label)) for k in surest]
named = {f"{class_names[label]} {n}": panel for n, panel in enumerate(found[:4], start=1)}
named["mean of 20"] = tuple(np.mean(arrays, axis=0) for arrays in zip(*found, strict=True))
panels = {name: smooth(pixels) for name, (pixels, _) in named.items()}
panels |= {f"where? {name}": tinted(*panel) for name, panel in named.items()}
finding = "The lower row is red where blurring takes from the class's lead, and blue where it adds to it."
red = named["mean of 20"][1].clip(min=0)
down, right = (red.sum(axis=1 - axis) @ np.linspace(0, 1, len(red)) / red.sum() for axis in (0, 1))
finding += f" In the mean, the centre of what is red is at {share(down)} of the height and {share(right)} of the width."
pictures.image_maps(panels, finding=finding, columns=5, width=10)

# %% [markdown]
# ## What you have built
#
# A loop that trains any model and keeps its best state, and two ways to make a trained network your own. Most image
# networks in practice are made like this: somebody else's weights, and a last layer.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | transfer learning | starting from weights that were trained for another task |
# | fine-tuning | training all of a trained network further, with a small learning rate |
# | frozen | a parameter that training leaves as it is |
# | buffer | part of a model's state that no gradient reaches, such as a running mean |
# | trunk, head | the layers that make features, and the last one that uses them |
# | scheduler | what changes the learning rate from epoch to epoch |
#
# **To read on**
#
# - J. Yosinski and others, *How transferable are features in deep neural networks?* (NeurIPS, 2014)
# - S. Kornblith, J. Shlens, Q. Le, *Do better ImageNet models transfer better?* (CVPR, 2019)
# - M. Zeiler, R. Fergus, *Visualizing and understanding convolutional networks* (ECCV, 2014), for the idea of covering squares
#
# The question follows problem 5 of homework 4 of a course on machine learning at the University of Michigan, which follows PyTorch's
# tutorial on transfer learning (S. Chilamkurthy).

# %% [markdown]
# ## Collaboration and honour
#
# You may discuss the problems with others. Write your code and your texts on your own, and name everyone you worked with.
# Answer all five questions, even where the answer is "no". They carry no points; a homework without them counts as
# incomplete.

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
