# %% [markdown]
# # A multilayer perceptron, and when to believe it
#
# You design a network, train it in PyTorch, and it reads some 97 % of the images correctly. Is that good? This notebook is
# about both halves of the trade: getting the number, and knowing what it is worth.
#
# **You will be able to**
#
# - design a multilayer perceptron and write its training loop in PyTorch;
# - measure loss and accuracy so that dropout, batch normalisation and a last, smaller batch do not falsify them;
# - say what an accuracy must be compared with, and find validation images that the network has seen in training;
# - read a confusion matrix and the network's most confident mistakes.
#
# **You need**: layers, the softmax loss and mini-batches (homework 2), and PyTorch's `nn`, `backward()` and optimizers.
#
# **Time**: about 210 minutes in three parts of an hour or a little more, of which the computer needs less than one minute.
#
# **Data**: the handwritten digits that come with scikit-learn (1,797 images of 8×8 pixels), so nothing has to be
# downloaded. The notebook is made for Fashion-MNIST (70,000 photographs of clothes, 28×28 pixels): fetch it with
# `python -m coursekit.data fetch fashion_mnist`, and start Jupyter with the environment variable `DLBH_DATASET` set to
# `fashion_mnist`. Ten epochs then take some minutes. The cell below the imports prints which of the two is in use. Your
# work is graded on scikit-learn's digits.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check, on data unknown in advance.
# - Images are rows: `X` (N, D) floats from 0 to 1, `y` (N,) integers from 0 to one less than the number of classes.
# - **No function may change the tensors that it gets**; only `train` changes the model that it gets.
# - Everything in PyTorch may be used.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
import torch
from torch import nn

from coursekit import check, reference, remote, rng
from coursekit import describe_images, load_images, pictures, share

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
data = load_images()
tensors = {key: torch.from_numpy(data[key]) for key in ("X_train", "y_train", "X_val", "y_val", "X_test")}
num_inputs, num_classes = tensors["X_train"].shape[1], data["num_classes"]
torch.set_default_dtype(tensors["X_train"].dtype)  # float64 for the small set: every computer finds the same numbers
print(describe_images(data))

# %% nbgrader={"grade_id": "data_picture"}
names = [data["class_names"][label] for label in data["y_train"][:20]]
pictures.images(
    data["X_train"][:20],
    names,
    data["image_shape"],
    alt=f"Twenty training images with the names of their classes: {', '.join(names)}.",
)

# %% [markdown]
# ## 1. Before training
#
# ### 1.1 What is not an achievement?
#
# An accuracy means nothing by itself: 99 % is poor if 99.5 % of all patients are healthy. So first find out what you get
# without any learning worth the name:
#
# - **majority**: always answer the class that is most common among the training labels;
# - **nearest mean**: average the training images of each class; answer the class whose mean image is nearest, by Euclidean
#   distance.
#
# Both learn from the training set alone, and are measured on the validation set.
#
# <details><summary>Hint 1: the most common label</summary>
#
# `torch.bincount(y_train, minlength=num_classes)` counts the labels.
#
# </details>
# <details><summary>Hint 2: all distances at once</summary>
#
# `torch.cdist(X_val, means)` is the (M, num_classes) matrix of distances. The nearest mean is its `argmin` along one axis.
#
# </details>


# %% nbgrader={"grade_id": "baselines_answer", "solution": true}
def baselines(X_train, y_train, X_val, y_val, num_classes):
    """The validation accuracies of two classifiers that anybody has for free.

    X_train: floats (N, D), y_train: int64 (N,), in which every class occurs; X_val: floats (M, D), y_val: int64 (M,).
    Returns (majority, nearest_mean): two numbers from 0 to 1.
    """
    ### BEGIN SOLUTION
    common = torch.bincount(y_train, minlength=num_classes).argmax()
    means = torch.stack([X_train[y_train == label].mean(dim=0) for label in range(num_classes)])
    nearest = torch.cdist(X_val, means).argmin(dim=1)
    return float((y_val == common).double().mean()), float((y_val == nearest).double().mean())
    ### END SOLUTION


# %% nbgrader={"grade_id": "baselines_public", "points": 1}
X = torch.tensor([[0.0, 0.0], [2.0, 0.0], [1.0, 0.0], [11.0, 5.0], [3.0, 7.0]])
y, y_val = torch.tensor([0, 0, 0, 1, 1]), torch.tensor([1, 1, 1, 0, 0, 1, 0])
# The means are (1, 0) and (7, 6). The first four points are nearer to the second, the others to the first.
X_val = torch.tensor([[6.0, 6.0], [8.0, 3.0], [7.0, 4.0], [3.25, 4.0], [1.0, 1.0], [2.0, 4.0], [3.0, 1.0]])
majority, nearest_mean = check.pair(baselines(X, y, X_val, y_val, 2), 2, name="baselines")
mistakes = {
    "the class that is most common in validation, in place of training?": 4 / 7,
    "measured on the training labels, in place of the validation labels?": 3 / 5,
    "1 divided by the number of classes, in place of the share of one class?": 1 / 2,
    "are the two results exchanged?": 5 / 7,
}
check.close(majority, 3 / 7, name="majority", axes={0: "points, 7"}, mistakes=mistakes)
mistakes = {
    "the nearest image in place of the nearest mean, or means of the validation images?": 6 / 7,
    "sums of the images, in place of means?": 3 / 7,
    "the farthest mean, in place of the nearest?": 2 / 7,
    "the largest product in place of the smallest distance, or the same class for every image?": 4 / 7,
    "measured on the training images, in place of the validation images?": 1.0,
}
check.close(nearest_mean, 5 / 7, name="nearest_mean", axes={0: "points, 7"}, mistakes=mistakes)
check.passed("baselines: both are right for seven points")

# %% [markdown]
# The helper below draws points around a few centres, for the checks.


# %% tags=["setup"] nbgrader={"grade_id": "setup_points"}
def points(rng, train, val, inputs=6, classes=4, spread=0.5):
    """Points around random centres, one for each class: X_train, y_train, X_val, y_val as in `tensors`."""
    centres = rng.normal(size=(classes, inputs))
    drawn = {}
    for purpose, count in (("train", train), ("val", val)):
        labels = rng.permutation(np.arange(count) % classes)
        X = centres[labels] + spread * rng.normal(size=(count, inputs))
        drawn[f"X_{purpose}"] = torch.from_numpy(X).to(torch.get_default_dtype())
        drawn[f"y_{purpose}"] = torch.from_numpy(labels)
    return drawn


# %% nbgrader={"grade_id": "baselines_fresh", "points": 2}
# Hidden: both baselines, for fresh points of classes of unequal sizes, which differ between training and validation.
### BEGIN HIDDEN TESTS
for classes, skew in ((3, 2), (5, 4)):
    given = points(rng, 90, 70, inputs=4, classes=classes, spread=1.5)
    # In validation another class is the most common one, and the first ones have few examples in training.
    keep = (given["y_train"] == skew) | (torch.arange(90) % 3 == 0)
    X, y = given["X_train"][keep], given["y_train"][keep]
    keep = (given["y_val"] == 0) | (torch.arange(70) % 2 == 0)
    X_val, y_val = given["X_val"][keep], given["y_val"][keep]
    expected = reference.baselines(X.clone(), y.clone(), X_val.clone(), y_val.clone(), classes)
    before = X.clone(), X_val.clone()
    got = check.pair(baselines(X, y, X_val, y_val, classes), 2, name="baselines")
    check.unchanged(before[0], X, name="X_train")
    check.unchanged(before[1], X_val, name="X_val")
    check.close(got[0], expected[0], name=f"majority, for {classes} classes", rtol=1e-5)
    check.close(got[1], expected[1], name=f"nearest_mean, for {classes} classes", rtol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "baselines_run"}
split = [tensors[key] for key in ("X_train", "y_train", "X_val", "y_val")]
majority, nearest_mean = baselines(*split, num_classes)
print(f"validation accuracy: majority {share(majority)}, nearest mean {share(nearest_mean)}")

# %% nbgrader={"grade_id": "baselines_picture"}
means = [data["X_train"][data["y_train"] == label].mean(axis=0) for label in range(num_classes)]
pictures.images(
    np.array(means),
    data["class_names"],
    data["image_shape"],
    alt="The mean training image of each class: blurred, and yet each can be recognised.",
)

# %% [markdown]
# **Think about it.** No network was needed for that. Which of your two baselines would rise if 60 % of all images were of one
# class, and which would hardly change?
#
# ### 1.2 Has it seen the questions before?
#
# A network can memorise. If validation images are also among the training images, the validation accuracy partly measures
# memory. It happens often: data are collected twice, copied, or split after they were augmented. So count.
#
# Two images are the same if all their pixels are exactly equal. Count each *validation image* once, however many copies of it
# there are in training; two equal validation images are two.
#
# <details><summary>Hint 1: do not compare everything with everything</summary>
#
# 50,000 × 10,000 comparisons of 784 pixels take very long. A Python `set` finds a key at once, however large it is.
#
# </details>
# <details><summary>Hint 2: a key for an image</summary>
#
# `row.numpy().tobytes()` is such a key.
#
# </details>


# %% nbgrader={"grade_id": "leaked_answer", "solution": true}
def leaked(X_train, X_val):
    """How many validation images are, pixel for pixel, also among the training images.

    X_train: floats (N, D); X_val: floats (M, D) of the same dtype, all at least 0. Returns an int from 0 to M.
    """
    ### BEGIN SOLUTION
    known = {row.tobytes() for row in X_train.numpy()}
    return sum(row.tobytes() in known for row in X_val.numpy())
    ### END SOLUTION


# %% nbgrader={"grade_id": "leaked_public", "points": 1}
X = torch.tensor([[0.5, 0.0], [0.25, 1.0], [0.5, 0.0], [0.75, 1.0], [0.5, 0.0], [0.5, 0.0]])
X_val = torch.tensor([[0.0, 0.5], [0.5, 0.0], [0.25, 0.75], [0.5, 0.0]])
mistakes = {
    "equal validation images counted once? Two of them are two": 1,
    "a validation image counted once for each copy in training? It counts once": 8,
    "training images counted, in place of validation images?": 4,
    "images taken for equal that are not? All pixels must agree, each in its place": 3,
    "compared as objects, or only with the training image of the same number?": 0,
}
check.close(leaked(X, X_val), 2, name="leaked(X_train, X_val)", mistakes=mistakes)
check.passed("leaked: two of four")

# %% nbgrader={"grade_id": "leaked_fresh", "points": 2}
# Hidden: leaked, for fresh images with copies on either side, with images that nearly agree, and where none agree.
### BEGIN HIDDEN TESTS
X, others = (torch.from_numpy(rng.uniform(size=(count, 9))) for count in (40, 25))
nearly = X[:6].clone()
nearly[:, 4] += 1e-7
turned = X[6:10].flip(1)
for copies in ([], [3, 17, 17, 30], list(range(40))):
    X_val = torch.cat([others, X[copies], nearly, turned])[torch.from_numpy(rng.permutation(35 + len(copies)))]
    training = torch.cat([X, X[:5]])
    before = training.clone(), X_val.clone()
    got = leaked(training, X_val)
    check.equal(got, len(copies), name=f"leaked, for {len(X_val)} images of which {len(copies)} are copies")
    check.unchanged(before[0], training, name="X_train")
    check.unchanged(before[1], X_val, name="X_val")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "leaked_run"}
print(
    f"{leaked(tensors['X_train'], tensors['X_val'])} of {len(tensors['X_val'])} validation images are also in training"
)

# %% [markdown]
# **Think about it.** scikit-learn's digits come from 43 people, and the split here is random. Which kind of leak
# remains although no image occurs twice? How would you split if the network is to read the digits of a 44th person?
#
# ## 2. A network, and its training
#
# ### 2.1 Your design
#
# A **multilayer perceptron** (MLP) is a chain of fully connected layers with an elementwise nonlinearity between them. How
# many layers, how wide, which nonlinearity, whether with dropout or batch normalisation: that is your design. No convolutions
# here: a garment lies in the middle of its image, and an MLP is enough. The result is a vector of *scores*; the softmax is part of the loss, so leave it out here.
# Whatever you want to do to the pixels first, such as subtracting a mean, belongs in the network as well.
#
# <details><summary>Hint: something to begin with</summary>
#
# `nn.Sequential(nn.Linear(num_inputs, 100), nn.ReLU(), nn.Linear(100, num_classes))`, and then improve on it.
#
# </details>


# %% nbgrader={"grade_id": "model_answer", "solution": true}
def make_model(num_inputs, num_classes):
    """A new, untrained MLP of your design: an nn.Module that takes floats (N, num_inputs), N at least 1 in evaluation mode.

    It returns scores (N, num_classes), not probabilities. At least one hidden layer, with a nonlinearity.
    """
    ### BEGIN SOLUTION
    return nn.Sequential(
        nn.Linear(num_inputs, 128),
        nn.ReLU(),
        nn.Dropout(0.2),
        nn.Linear(128, 64),
        nn.ReLU(),
        nn.Linear(64, num_classes),
    )
    ### END SOLUTION


# %% [markdown]
# The checks ask for a model's scores in evaluation mode and verify their shape:


# %% tags=["setup"] nbgrader={"grade_id": "setup_scores"}
def scores_of(model, X, num_classes):
    """The scores of a model for X (N, D), in evaluation mode, a thousand images at a time: (N, num_classes)."""
    if not (hasattr(model, "eval") and hasattr(model, "training")):
        check.fail("The model is not an nn.Module: return the network itself, not its class or its layers.")
    before, found = model.training, []
    model.eval()
    for part in X.split(1000):
        scores = model(part)
        if not hasattr(scores, "detach"):
            check.fail("The model does not return a tensor of scores.")
        scores = scores.detach()
        if type(scores) is torch.Tensor and scores.ndim == 1 and len(part) > 1:
            check.fail("The model returns one number for each image, where a score for each class was expected.")
        shape = (len(part), num_classes)
        found.append(torch.from_numpy(check.array(scores, shape=shape, name="scores", library="torch")))
    model.train(before)
    together = torch.cat(found)
    if not float(together.std()) > 1e-9:
        check.fail("All scores are the same.")
    return together


def measured(model, X, y, num_classes):
    """What a model's loss and accuracy on X (N, D) with labels y (N,) really are: two floats."""
    scores = scores_of(model, X, num_classes)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())


# %% nbgrader={"grade_id": "model_public", "points": 1}
model = make_model(num_inputs, num_classes)
scores = scores_of(model, tensors["X_val"][:5], num_classes)
check.equal(scores.shape[0], 5, name="the number of rows")
weights = list(remote("lambda model: [p.numel() for p in model.parameters()]")(model))
check.at_least(sum(weights), num_inputs, name="the number of parameters")
check.passed(f"make_model: scores of shape {tuple(scores.shape)}, {sum(weights):,} parameters")

# %% nbgrader={"grade_id": "model_sizes", "points": 1}
# Hidden: scores for other numbers of inputs and classes, for several images and for a single one.
### BEGIN HIDDEN TESTS
for inputs, classes in ((7, 3), (30, 12)):
    model = make_model(inputs, classes)
    for count in (4, 1):
        X = torch.from_numpy(rng.uniform(size=(count, inputs))).to(torch.get_default_dtype())
        scores = scores_of(model, X, classes)
        check.equal(tuple(scores.shape), (count, classes), name=f"the shape of the scores, for {count} images")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_layers", "points": 1}
# Hidden: at least two matrices of weights, and no weights with more axes: convolutions are not expected here.
### BEGIN HIDDEN TESTS
model = make_model(num_inputs, num_classes)
axes = list(remote("lambda model: [p.ndim for p in model.parameters()]")(model))
for count in axes:
    check.equal(count, int(check.number(count)), name="the number of axes of a parameter")
check.at_least(sum(count == 2 for count in axes), 2, name="the number of weight matrices")
check.at_most(max(axes), 2, name="the number of axes of a parameter", hint="An MLP has fully connected layers only.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_nonlinear", "points": 1}
# Hidden: the scores are not a linear function of the image; without nonlinearities all layers are as good as one.
### BEGIN HIDDEN TESTS
model = make_model(num_inputs, num_classes)
a, b = (torch.from_numpy(3 * rng.normal(size=(20, num_inputs))).to(torch.get_default_dtype()) for _ in range(2))
values = scores_of(model, torch.cat([a + b, a, b, torch.zeros_like(a)]), num_classes).split(20)
both, first, second, none = (scores - scores[:, :1] for scores in values)  # a logarithm of a softmax is no layer
bend = (both - first - second + none).abs().max() / both.abs().max().clamp(min=1e-9)
check.at_least(float(bend), 1e-3, name="how far the scores are from a linear function")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_scores", "points": 1}
# Hidden: the model returns scores, not probabilities. Two softmaxes in a row train badly.
### BEGIN HIDDEN TESTS
model = make_model(num_inputs, num_classes)
scores = scores_of(
    model, torch.from_numpy(rng.normal(size=(20, num_inputs))).to(torch.get_default_dtype()), num_classes
)
away = float((scores.sum(dim=1) - 1).abs().max())
check.at_least(away, 1e-4, name="how far the sums of scores are from 1", hint="Leave the softmax to the loss.")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_new", "points": 1}
# Hidden: each call makes a network of its own; training one does not train the other.
### BEGIN HIDDEN TESTS
first, second = make_model(num_inputs, num_classes), make_model(num_inputs, num_classes)
before = scores_of(second, tensors["X_val"][:5], num_classes)
remote("lambda model: [p.data.add_(1) for p in model.parameters()] and None")(first)
after = scores_of(second, tensors["X_val"][:5], num_classes)
check.close(after, before, name="the scores of one network, after another one's parameters were changed", rtol=1e-5)
### END HIDDEN TESTS

# %% [markdown]
# ### 2.2 Measuring
#
# Dropout and batch normalisation behave differently in training: half of the units may be off, and each image's result
# depends on the others in its batch. Measured that way, an accuracy is wrong, mostly too low. So measure in **evaluation
# mode**, without recording gradients, and leave the model in the mode in which it came.
#
# <details><summary>Hint 1: the mode</summary>
#
# `model.training` says which mode it is in; `model.eval()` and `model.train(mode)` set it.
#
# </details>
# <details><summary>Hint 2: in parts</summary>
#
# If you go through the images in batches, the last one may be smaller: a mean of the batches' means is then not the mean over
# the images. For sets of this size, one batch is fine as well.
#
# </details>


# %% nbgrader={"grade_id": "evaluate_answer", "solution": true}
def evaluate(model, X, y):
    """The loss and the accuracy of a model, in evaluation mode; the model is left as it was, its mode included.

    X: floats (N, D), y: int64 (N,). Returns (loss, accuracy): the mean cross-entropy, and a share from 0 to 1. Both are
    plain numbers, to which no gradient is attached.
    """
    ### BEGIN SOLUTION
    training = model.training
    model.eval()
    with torch.no_grad():
        scores = model(X)
    model.train(training)
    return float(nn.functional.cross_entropy(scores, y)), float((scores.argmax(dim=1) == y).double().mean())
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_noisy"}
def noisy_model(seed, inputs=6, classes=4):
    """A network that behaves differently in training: with batch normalisation and dropout, always the same at first."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(inputs, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, classes))


# %% nbgrader={"grade_id": "evaluate_public", "points": 1}
given = points(np.random.default_rng(1), 90, 61)
model = remote("noisy_model")(3)
loss, accuracy = check.pair(evaluate(model, given["X_val"], given["y_val"]), 2, name="evaluate")
expected = measured(model, given["X_val"], given["y_val"], 4)
tracked = check.array(model[1].num_batches_tracked, shape=(), kind="i", name="num_batches_tracked", library="torch")
if int(tracked) > 0:
    check.fail("The model is in training mode while `evaluate` measures: call `model.eval()` first.")
probabilities = scores_of(model, given["X_val"], 4).softmax(dim=1)
mistakes = {
    "is there a softmax before the loss? `cross_entropy` has its own": float(
        nn.functional.cross_entropy(probabilities, given["y_val"])
    ),
    "are loss and accuracy exchanged?": expected[1],
}
about = {"rtol": 1e-4, "axes": {0: "points, 61"}}
check.close(loss, expected[0], name="loss", **about, mistakes=mistakes)
check.close(accuracy, expected[1], name="accuracy", **about)
check.passed("evaluate: loss and accuracy are right for an untrained network with dropout")

# %% nbgrader={"grade_id": "evaluate_sizes", "points": 2}
# Hidden: evaluate, for one image, for a few, and for more than a thousand.
### BEGIN HIDDEN TESTS
for count in (1, 7, 1234):
    given = points(rng, 1234, count)
    model = remote("noisy_model")(int(rng.integers(1000)))
    expected = measured(model, given["X_val"], given["y_val"], 4)
    got = check.pair(evaluate(model, given["X_val"], given["y_val"]), 2, name="evaluate")
    check.close(got[0], expected[0], name=f"loss, for {count} images", rtol=1e-4)
    check.close(got[1], expected[1], name=f"accuracy, for {count} images", rtol=1e-4)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "evaluate_mode", "points": 1}
# Hidden: the model is left in the mode in which it came, in training mode and in evaluation mode.
### BEGIN HIDDEN TESTS
given = points(rng, 20, 20)
for mode in (True, False):
    model = remote("noisy_model")(5)
    model.train(mode)
    got = check.pair(evaluate(model, given["X_val"], given["y_val"]), 2, name="evaluate")
    check.number(got[0], name="loss")
    check.equal(model.training, mode, name="model.training, after evaluate")
### END HIDDEN TESTS

# %% [markdown]
# ### 2.3 The training loop
#
# For each epoch: shuffle the training images, go through them in mini-batches, and take a step of an optimizer of your
# choice on each. Then measure, with `evaluate`, on all training images and on all validation images.
#
# - All training images take part, including those of a last, smaller batch.
# - The validation images are for measuring. Nothing is learned from them.
# - The model stays as it is after the last epoch; do not go back to the best one. So the last entries of the history are
#   its own loss and accuracies.
#
# <details><summary>Hint 1: shuffled batches</summary>
#
# `torch.randperm(len(X)).split(64)` gives the shuffled indices in parts of 64.
#
# </details>
# <details><summary>Hint 2: one step</summary>
#
# Five lines, as in homework 2: forward pass, loss, `zero_grad()`, `backward()`, `step()`. The optimizer is made once,
# not once per epoch: Adam and momentum remember.
#
# </details>
# <details><summary>Hint 3: a learning rate that works</summary>
#
# `torch.optim.Adam(model.parameters(), lr=3e-3)` for the digits, `1e-3` for Fashion-MNIST.
#
# </details>


# %% nbgrader={"grade_id": "train_answer", "solution": true}
def train(model, data, epochs):
    """Train a model with mini-batches.

    model: an nn.Module, in any mode; it is trained in place, in training mode. data: a dictionary with X_train (N, D),
    y_train (N,), X_val (M, D) and y_val (M,), N and M at least 1. epochs: an int.
    Returns a dictionary of lists with a number for each epoch, measured after it: "train_loss", "train_accuracy",
    "val_loss", "val_accuracy".
    """
    ### BEGIN SOLUTION
    X, y = data["X_train"], data["y_train"]
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3 if len(X) < 10_000 else 1e-3)
    history = {f"{purpose}_{what}": [] for purpose in ("train", "val") for what in ("loss", "accuracy")}
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(X)).split(64):
            loss = nn.functional.cross_entropy(model(X[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        for purpose in ("train", "val"):
            loss, accuracy = evaluate(model, data[f"X_{purpose}"], data[f"y_{purpose}"])
            history[f"{purpose}_loss"].append(loss)
            history[f"{purpose}_accuracy"].append(accuracy)
    return history
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_history"}
CURVES = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")


def curves_of(history, epochs):
    """The four lists of a history as floats, verified to have a number for each epoch."""
    check.keys(history, CURVES, name="history")
    found = {}
    for name in CURVES:
        if isinstance(history[name], (int, float)):
            check.fail(f'history["{name}"] is one number, where a list with a number for each epoch was expected.')
        check.equal(len(history[name]), epochs, name=f'the number of entries in history["{name}"]')
        found[name] = [check.number(value, name=f'history["{name}"][{k}]') for k, value in enumerate(history[name])]
    return found


def check_end(model, data, curves, classes):
    """Compare the last entries of the curves with what the model's loss and accuracies really are."""
    told, mistakes = "Measure after the epoch, with evaluate, on all images.", {}
    for purpose in ("train", "val"):
        X = data[f"X_{purpose}"]
        loss, accuracy = measured(model, X, data[f"y_{purpose}"], classes)
        about = {"rtol": 1e-3, "axes": {0: f"images, {len(X)}"}}
        got = curves[f"{purpose}_loss"][-1]
        check.close(got, loss, name=f"the last {purpose}_loss", **about, mistakes=mistakes, hint=told)
        percent = {"percent, where a share from 0 to 1 was expected?": 100 * accuracy}
        got = curves[f"{purpose}_accuracy"][-1]
        check.close(got, accuracy, name=f"the last {purpose}_accuracy", **about, mistakes=percent)
        mistakes = {"the loss on the training images again?": loss}


# %% nbgrader={"grade_id": "train_public", "points": 1}
given = points(np.random.default_rng(2), 260, 80)
model = remote("noisy_model")(4)
before, _ = measured(model, given["X_train"], given["y_train"], 4)
curves = curves_of(train(model, given, 20), 20)
after, _ = measured(model, given["X_train"], given["y_train"], 4)
hint = "Does each batch end with `backward()` and a `step()` of the optimizer?"
check.at_least(before - after, 0.05, name="how much the training loss of 260 points falls in 20 epochs", hint=hint)
check_end(model, given, curves, 4)
check.passed(f"train: 20 epochs, and the training loss fell from {before:.1f} to below {before - 0.05:.2f}")

# %% nbgrader={"grade_id": "train_history", "points": 2}
# Hidden: the history ends with the model's own losses and accuracies, in evaluation mode; earlier entries differ.
### BEGIN HIDDEN TESTS
for epochs in (1, 4):
    given = points(rng, 150, 70, spread=1.2)
    model = remote("noisy_model")(int(rng.integers(1000)))
    curves = curves_of(train(model, given, epochs), epochs)
    check_end(model, given, curves, 4)
    for name in ("train_loss", "val_loss"):
        check.equal(len(set(curves[name])), epochs, name=f'the number of different values in history["{name}"]')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_mode", "points": 1}
# Hidden: every epoch trains in training mode, with batch normalisation at work, in whatever mode the model came.
### BEGIN HIDDEN TESTS
given, batches = points(rng, 150, 30), {}
for epochs in (1, 3):
    model = remote("noisy_model")(7)
    model.eval()
    train(model, given, epochs)
    seen = check.array(model[1].num_batches_tracked, shape=(), kind="i", name="num_batches_tracked", library="torch")
    batches[epochs] = int(seen)
check.at_least(batches[1], 1, name="the batches seen in training mode in 1 epoch")
check.equal(batches[3], 3 * batches[1], name="the batches seen in training mode in 3 epochs")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_gradient", "points": 1}
# Hidden: each step follows the gradient of its own batch, and not also those of the batches before.
### BEGIN HIDDEN TESTS
given = points(rng, 1, 3, inputs=3, classes=5)
model = remote("nn.Linear")(3, 5)
before = scores_of(model, given["X_val"], 5)
train(model, given, 12)
moved = float((scores_of(model, given["X_val"], 5) - before).abs().max())
check.at_least(moved, 1e-6, name="how far training on one image changes the scores")
gradient = model.bias.grad
largest = 0.0 if gradient is None else float(np.abs(check.array(gradient, name="the gradient", library="torch")).max())
if largest > 1 + 1e-6:  # of one example, it is softmax minus one-hot
    check.fail(f"After training on one image, an entry of the gradient of a bias is {largest:.3g} in size, where none "
               "can be larger than 1. Are gradients added up over the steps?")  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_apart", "points": 2}
# Hidden: nothing is learned from the validation images. Here their labels are wrong, and the model must not know them.
### BEGIN HIDDEN TESTS
given = points(rng, 40, 200)
given["y_val"] = (given["y_val"] + 1) % 4
before = given["X_train"].clone(), given["X_val"].clone()
model = remote("noisy_model")(8)
train(model, given, 40)
_, accuracy = measured(model, given["X_val"], given["y_val"], 4)
check.at_most(accuracy, 0.5, name="the share of wrong validation labels that the model has learned")
check.unchanged(before[0], given["X_train"], name="X_train")
check.unchanged(before[1], given["X_val"], name="X_val")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_few", "points": 1}
# Hidden, announced in the text: all images take part, even if they are fewer than a batch.
### BEGIN HIDDEN TESTS
given = points(rng, 3, 5, inputs=4, classes=3)
model = remote("nn.Linear")(4, 3)
before, _ = measured(model, given["X_train"], given["y_train"], 3)
curves_of(train(model, given, 10), 10)
after, _ = measured(model, given["X_train"], given["y_train"], 3)
check.at_least(before - after, 1e-3, name="how much the training loss of three points falls in 10 epochs")
### END HIDDEN TESTS

# %% [markdown]
# ### 2.4 Train it
#
# Choose the number of epochs, 8 at least. You may come back to 2.1 as often as you like: look at the curves, change one
# thing, and train again.

# %% nbgrader={"grade_id": "training_epochs", "solution": true}
# EPOCHS: an int, at least 8 and at most 100.
### BEGIN SOLUTION
EPOCHS = {"digits": 20}.get(data["name"], 10)
### END SOLUTION

# %% nbgrader={"grade_id": "training_epochs_public", "points": 1}
check.equal(EPOCHS, int(check.number(EPOCHS, name="EPOCHS")), name="EPOCHS")
check.at_least(EPOCHS, 8, name="EPOCHS")
check.at_most(EPOCHS, 100, name="EPOCHS")
check.passed(f"EPOCHS: {EPOCHS}")

# %% nbgrader={"grade_id": "training_run"}
torch.manual_seed(4)
network = make_model(num_inputs, num_classes)
history = train(network, tensors, EPOCHS)
print(f"validation accuracy after {EPOCHS} epochs: {share(history['val_accuracy'][-1])}")

# %% nbgrader={"grade_id": "training_curves_picture"}
pictures.epoch_curves(history)

# %% [markdown]
# When your work is graded, your cells train this network again, and the examiner measures it. Nothing that the notebook prints
# or `history` says is taken for granted.
#
# | accuracy on | scikit-learn's digits | Fashion-MNIST | points |
# |---|---|---|---|
# | the validation images | at least 94 % | at least 82 % | 4 |
# | the test images | at least 93 % | at least 80 % | 2 |

# %% tags=["setup"] nbgrader={"grade_id": "setup_asked"}
ASKED_VAL = {"digits": 0.94, "fashion_mnist": 0.82, "mnist": 0.95}[data["name"]]
ASKED_TEST = {"digits": 0.93, "fashion_mnist": 0.80, "mnist": 0.94}[data["name"]]

# %% nbgrader={"grade_id": "training_history", "points": 2}
# Hidden: history has EPOCHS entries, and ends with what the network's losses and accuracies really are.
### BEGIN HIDDEN TESTS
epochs = int(check.number(EPOCHS, name="EPOCHS"))
check.at_least(epochs, 8, name="EPOCHS")
check_end(network, tensors, curves_of(history, epochs), num_classes)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_accuracy", "points": 4}
# Hidden: the validation accuracy of network, as the examiner measures it (see the table above).
### BEGIN HIDDEN TESTS
_, reached = measured(network, tensors["X_val"], tensors["y_val"], num_classes)
check.at_least(reached, ASKED_VAL, name="the validation accuracy of network")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_test", "points": 2}
# Hidden: the accuracy of network on the test images, whose labels are not in this notebook.
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

labels = torch.from_numpy(held_out_image_labels(data["name"]))
_, reached = measured(network, tensors["X_test"], labels, num_classes)
check.at_least(reached, ASKED_TEST, name="the test accuracy of network")
check.passed(f"the test accuracy of network: {share(reached)}")
### END HIDDEN TESTS

# %% [markdown]
# **Which single change of your design helped most, and how do you know?** Compare at least two designs, each with
# several seeds, and say how large the difference is compared with the spread. (Graded by hand: 4 points.)

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 4, "solution": true}
# **My design**
#
# ### BEGIN SOLUTION
# I trained each design with eight seeds, for 20 epochs, and give the mean validation accuracy with its standard
# deviation over the seeds:
#
# | design | validation accuracy |
# |---|---|
# | no hidden layer | 93.3 % ± 0.4 % |
# | one hidden layer of 16 | 95.4 % ± 0.6 % |
# | one hidden layer of 128 | 97.0 % ± 0.4 % |
# | two of 128 and 64 | 96.9 % ± 0.7 % |
# | two of 128 and 64, dropout of 0.2 | 97.1 % ± 0.4 % |
#
# The hidden layer helped most, and its width next: 3.7 % between the first and the third row is eight times the spread, and
# the only thing that differs is the layer. The second hidden layer and dropout make no difference that eight seeds could
# show: 0.1 % is less than one image. I keep them because they do no harm; the smaller network would have been the better
# choice if time mattered.
# ### END SOLUTION

# %% [markdown]
# ## 3. Is it true?
#
# ### 3.1 Which classes does it confuse?
#
# The **confusion matrix** has a row for each true class and a column for each predicted one; entry $(i, j)$ counts the
# images of class $i$ that were taken for class $j$. The accuracy is one number; the matrix shows where it comes from, and
# whether one class pays for all others.


# %% nbgrader={"grade_id": "confusion_answer", "solution": true}
def confusion_matrix(y, predicted, num_classes):
    """Count the images of each true class (rows) by predicted class (columns).

    y, predicted: int64 (N,), from 0 to num_classes - 1; a class may be missing in either. Returns int64 (num_classes,
    num_classes), a tensor.
    """
    ### BEGIN SOLUTION
    return torch.bincount(num_classes * y + predicted, minlength=num_classes**2).reshape(num_classes, num_classes)
    ### END SOLUTION


# %% nbgrader={"grade_id": "confusion_public", "points": 1}
# Four classes, of which the last one does not occur.
y, predicted = torch.tensor([0, 0, 2, 1, 2]), torch.tensor([0, 1, 1, 1, 1])
before = y.clone()
counts = confusion_matrix(y, predicted, 4)
right = torch.tensor([[1, 1, 0, 0], [0, 1, 0, 0], [0, 2, 0, 0], [0, 0, 0, 0]])
if type(counts) is torch.Tensor and counts.shape == (3, 3):
    check.fail(
        "confusion_matrix has 3 rows and columns, where num_classes is 4: a class that does not occur has them, too."
    )
mistakes = {
    "a pair of classes that occurs twice counted once?": right.clamp(max=1),
    "only mistakes counted? The right predictions belong on the diagonal": right - right.diag().diag(),
}
check.close(counts, right, name="confusion_matrix", mistakes=mistakes)
check.unchanged(before, y, name="y")
check.passed("confusion_matrix: right for five images")

# %% nbgrader={"grade_id": "confusion_fresh", "points": 2}
# Hidden: confusion_matrix for fresh labels, including where classes are missing among the labels or the predictions.
### BEGIN HIDDEN TESTS
for classes, most, count in ((3, 3, 50), (6, 4, 31), (5, 1, 1)):
    y, predicted = (torch.from_numpy(rng.integers(most, size=count)) for _ in range(2))
    before = y.clone(), predicted.clone()
    counts = confusion_matrix(y, predicted, classes)
    check.unchanged(before[0], y, name="y")
    check.unchanged(before[1], predicted, name="predicted")
    right = torch.zeros((classes, classes), dtype=torch.int64)
    for i, j in zip(before[0].tolist(), before[1].tolist(), strict=True):
        right[i, j] += 1
    check.close(counts, right, name=f"confusion_matrix, for {classes} classes and {count} images")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "confusion_picture"}
val_scores = scores_of(network, tensors["X_val"], num_classes)
counts = confusion_matrix(tensors["y_val"], val_scores.argmax(dim=1), num_classes)
pictures.confusion(counts.numpy(), data["class_names"])

# %% [markdown]
# ### 3.2 The mistakes that it is surest of
#
# A network says how sure it is: the softmax's largest probability. Mistakes made with great confidence teach most. Some are
# images that you would misread as well, some have a wrong label, and some show what the network has not understood.


# %% nbgrader={"grade_id": "mistakes_answer", "solution": true}
def confident_mistakes(scores, y, count):
    """The misclassified images with the largest probability of the predicted class, the surest first.

    scores: floats (N, num_classes), before the softmax; y: int64 (N,). Returns int64 indices, a tensor of at most `count`
    entries; fewer if there are fewer mistakes.
    """
    ### BEGIN SOLUTION
    confidence, predicted = scores.softmax(dim=1).max(dim=1)
    wrong = torch.nonzero(predicted != y).flatten()
    return wrong[confidence[wrong].argsort(descending=True)][:count]
    ### END SOLUTION


# %% nbgrader={"grade_id": "mistakes_public", "points": 1}
some_scores = torch.tensor([[2.0, 0, -3], [0, 5.0, 0], [6.0, 5.0, 4.0], [7.0, 8.5, -2.0], [0, 3.0, 0]])
before = some_scores.clone()
# The largest probabilities are 0.88, 0.99, 0.67, 0.82 and 0.91; the second image alone is read correctly.
found = confident_mistakes(some_scores, torch.tensor([2, 1, 1, 0, 0]), 3)
mistakes = {
    "not sorted? The surest comes first": [0, 2, 3],
    "the least sure first, in place of the surest?": [2, 3, 0],
    "sorted by the largest score, in place of the largest probability?": [3, 2, 4],
    "sorted by the probability of the true class, in place of the predicted one?": [0, 4, 3],
    "places among the mistakes, in place of indices of images?": [3, 0, 2],
    "a softmax over the images, in place of the classes?": [2, 3, 4],
    "images among them that are read correctly?": [1, 4, 0],
}
mistakes = {told: torch.tensor(indices) for told, indices in mistakes.items()}
if type(found) is torch.Tensor and found.ndim == 1 and len(found) != 3:
    check.fail(f"confident_mistakes should return 3 indices, of 4 mistakes and for count=3, but returned {len(found)}.")
check.close(found, torch.tensor([4, 0, 3]), name="confident_mistakes", mistakes=mistakes)
check.unchanged(before, some_scores, name="scores")
check.passed("confident_mistakes: the three surest of four, in order")

# %% nbgrader={"grade_id": "mistakes_fresh", "points": 2}
# Hidden: confident_mistakes for fresh scores with any offsets, for several counts, even more than there are mistakes.
### BEGIN HIDDEN TESTS
for size, classes, count in ((40, 5, 6), (25, 3, 100), (30, 4, 1)):
    scores = torch.from_numpy(2 * rng.normal(size=(size, classes)) + 5 * rng.normal(size=(size, 1)))
    y = scores.argmax(dim=1)
    y[::2] = (y[::2] + 1) % classes
    before = scores.clone()
    expected = reference.confident_mistakes(scores.clone(), y.clone(), count)
    found = confident_mistakes(scores, y, count)
    check.unchanged(before, scores, name="scores")
    check.close(found, expected, name=f"confident_mistakes, the first {count} of {size} images")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mistakes_picture"}
shown = confident_mistakes(val_scores, tensors["y_val"], 10)
sure = val_scores.softmax(dim=1).max(dim=1).values
captions = [
    f"{data['class_names'][data['y_val'][i]]} →\n{data['class_names'][val_scores[i].argmax()]}\n{share(float(sure[i]), 0)}"
    for i in shown
]
pictures.images(
    data["X_val"][shown] if len(shown) else data["X_val"][:5],
    captions or ["no mistake"] * 5,
    data["image_shape"],
    columns=5,
    alt="The most confident mistakes, as true class, predicted class and the network's confidence: "
    + "; ".join(" ".join(caption.split()) for caption in captions) + ".",
)  # fmt: skip

# %% [markdown]
# **Would you believe your network's accuracy?** Say (graded by hand: 3 points)
#
# 1. how it compares with both baselines, and how far chance alone may move it on this many validation images;
# 2. which two classes it confuses most, and whether you would, too;
# 3. one thing about these data that your accuracy does *not* tell you.

# %% [markdown] nbgrader={"grade_id": "mistakes_believe", "points": 3, "solution": true}
# **What I believe**
#
# ### BEGIN SOLUTION
# 1. It reads 97.3 % of 300 images, the nearest mean 89.7 %, and the majority 8.0 %. One image is 0.3 %, and the standard error
#    is $\sqrt{0.973 \cdot 0.027 / 300} = 0.9\,\%$. So the network is better than the nearest mean by eight standard errors,
#    which is no luck. But a network with 96.5 % would not have been worse, as far as these images can tell.
# 2. Most often, twice, a 9 is taken for an 8; each other mistake happened once, so that eight mistakes say little about pairs of
#    classes. Some of them have lost a stroke, like the 8 that was read as a 1, where I would hesitate as well. The 7 that was
#    read as an 8 I would have read.
# 3. Digits of the same writers are in training and in validation. So 97.3 % says how well it reads writers whom it knows, and
#    not how well it would read a stranger. Besides, I chose the design on these images; the test images are the fairer ones.
# ### END SOLUTION

# %% [markdown]
# ### 3.3 To show to a friend: a map of what it sees
#
# Nobody told the network which images resemble each other. Yet its scores arrange them: below, each validation image lies
# where the two main directions of the scores put it. Similar images lie together, the borders are where it hesitates, and
# those outlined in red it gets wrong. Find one whose neighbours explain the mistake.

# %% nbgrader={"grade_id": "map_picture"}
pictures.image_map(val_scores.numpy(), data["X_val"], data["y_val"], data["image_shape"], data["class_names"])

# %% [markdown]
# ## What you have built
#
# A network, the loop that trains it, and four instruments that say what its accuracy is worth: baselines, a search for
# leaks, the confusion matrix, and the confident mistakes. The instruments fit any classifier, including those that you
# read about.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | multilayer perceptron (MLP) | fully connected layers with nonlinearities between them |
# | baseline | what a method without effort reaches, for comparison |
# | leak | information about validation or test images that reaches training |
# | epoch | one pass through all training images |
# | evaluation mode | dropout off, batch normalisation with its running statistics |
# | confusion matrix | true classes by predicted classes, counted |
# | confidence | the probability that a network gives to its own answer |
# | generalisation gap | how much better a network does on training images than on new ones |
#
# **To read on**
#
# - H. Xiao, K. Rasul, R. Vollgraf, *Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms* (2017)
# - C. Northcutt, A. Athalye, J. Mueller, *Pervasive label errors in test sets destabilize machine learning benchmarks*
#   (NeurIPS, 2021)
# - B. Recht, R. Roelofs, L. Schmidt, V. Shankar, *Do ImageNet classifiers generalize to ImageNet?* (ICML, 2019)
#
# The question follows problem 4.1 of a homework on neural networks at the University of California, Berkeley.

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
