# %% [markdown]
# # Adagrad, RMSprop and Adam in PyTorch
#
# `optimizer.step()` is the line of a training loop that does the learning, and the one that most people never look into. In
# this notebook you write it: three famous optimizers, each a dozen lines, which train any PyTorch model. You let them race
# down a valley, choose their learning rates, and train a network that reads handwritten digits.
#
# **You will be able to**
#
# - write Adagrad, RMSprop and Adam as classes, with a state of its own for every parameter;
# - say how each of them chooses the size of its steps, and what Adam's very first step is;
# - show that an optimizer is right, step by step and for many shapes;
# - choose learning rates by a sweep, and compare optimizers fairly.
#
# **You need**: gradients, Python classes, and PyTorch's tensors, `nn.Sequential` and `backward()`.
#
# **Time**: about 240 minutes, in three parts of 60 to 90 minutes; the computer needs less than one minute of them.
#
# **Data**: the handwritten digits that come with scikit-learn (1,797 images of 8×8 pixels), so nothing has to be
# downloaded. The notebook also runs on MNIST (70,000 images of 28×28 pixels): fetch it with
# `python -m coursekit.data fetch mnist`, and start Jupyter with the environment variable `DLBH_DATASET` set to `mnist`.
# The cell below the imports prints which of the two is in use. Your work is graded on scikit-learn's digits.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the names and
#   arguments as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong. Checks marked *hidden* are
#   empty here: their first line says what they will check, on numbers unknown in advance.
# - PyTorch's modules and autograd may be used. **Built-in optimizers may not**: nothing from `torch.optim`, in whatever
#   form. Using one costs all points of the question. In cells of your own you may compare with it as much as you like,
#   as long as no answer uses what they define.
# - Stuck? Open the hints one at a time.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
import torch
from torch import nn

from coursekit import check, describe_images, fixed, load_images, pictures, remote, rng, share, with_channels

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
rows = load_images()
data = with_channels(rows)  # images as (N, 1, height, width)
X, y = torch.from_numpy(data["X_train"]), torch.from_numpy(data["y_train"])
print(describe_images(data))

# %% nbgrader={"grade_id": "data_picture"}
pictures.examples(rows)

# %% [markdown]
# ## 1. Three optimizers
#
# ### 1.1 What an optimizer is
#
# An optimizer gets a model's parameters once, when it is made. After that, a training loop calls two of its methods:
# `zero_grad()` before `backward()`, and `step()` after it. Here is plain gradient descent, $w \leftarrow w - \eta\, g$. Read
# it line by line; there are four decisions in it.


# %% tags=["setup"] nbgrader={"grade_id": "setup_gradient_descent"}
class GradientDescent:
    """w ← w - lr · g for all parameters."""

    def __init__(self, params, lr=1e-2):
        self.params, self.lr = list(params), lr  # a list: `model.parameters()` can be iterated over only once

    @torch.no_grad()  # autograd must not record the step itself
    def step(self):
        for parameter in self.params:
            if parameter.grad is not None:  # a frozen parameter, or one that the loss did not use
                parameter -= self.lr * parameter.grad  # changes the tensor that the model has

    def zero_grad(self):
        for parameter in self.params:
            parameter.grad = None


# %% [markdown]
# It has one weakness. The loss $\frac12(w_1^2 + 25\,w_2^2)$ is a valley, 25 times as steep across as along. Across it, any
# learning rate above $2/25$ diverges; along it, such a rate is slow. So gradient descent zigzags:


# %% tags=["setup"] nbgrader={"grade_id": "setup_valleys"}
def valley(w1, w2):
    """A loss that is 25 times as steep in w2 as in w1."""
    return (w1**2 + 25 * w2**2) / 2


def turned_valley(w1, w2):
    """The same valley, turned by 45 degrees."""
    return valley((w1 + w2) * 0.5**0.5, (w2 - w1) * 0.5**0.5)


def walk(kind, loss, start, steps=40, **settings):
    """The path of an optimizer of class `kind` on a loss of two numbers: float64 (steps + 1, 2)."""
    w = nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer, path = kind([w], **settings), [w.detach().clone()]
    for _ in range(steps):
        optimizer.zero_grad()
        loss(w[0], w[1]).backward()
        optimizer.step()
        path.append(w.detach().clone())
    return torch.stack(path).numpy()


# %% nbgrader={"grade_id": "descent_ungraded_picture"}
slow, fast = (walk(GradientDescent, valley, (-2.0, 1.6), lr=lr) for lr in (0.02, 0.075))
pictures.paths_over_contours(
    {"gradient descent": (valley, {"lr = 0.02": slow, "lr = 0.075": fast})},
    finding="The small rate has no zigzag, and is still far from the lowest point; the large one zigzags across.",
)

# %% [markdown]
# **Think about it.** Suppose each coordinate could have a learning rate of its own. Which two would you take here, and how many
# steps would you need? The three optimizers below find such rates by themselves, from the gradients that they have seen.
#
# **What is checked, for each of the three.** The parameters after each of many steps, in several shapes, a single number
# (shape `()`) included; that `params` may be a generator; that two optimizers, or two parameters, share nothing; that
# a parameter whose `grad` is `None` is left alone; that `step` changes no gradient; that `zero_grad` sets each gradient to
# `None` or 0, and nothing else. All arithmetic is elementwise. Whether $\varepsilon$ stands inside the root or outside
# it is up to you.


# %% tags=["setup"] nbgrader={"grade_id": "setup_steps"}
SHAPES = ((3, 4), (5,), (), (2, 1, 3))


# One request for a whole step. Written out here, so that no name that a notebook can redefine takes part in it.
ONE_STEP = """lambda parameters, optimizer, gradients: (
    [setattr(p, "grad", None if g is None else g.clone()) for p, g in zip(parameters, gradients)],
    optimizer.step(),
    [p.detach().clone() for p in parameters],
)[-1]"""


def begin(kind, values, generator=False, **settings):
    """Parameters with these values in the process of your notebook, and an optimizer of them, in a list or a generator."""
    made = remote("lambda values: [torch.nn.Parameter(value.clone()) for value in values]")(values)
    parameters = list(check.pair(made, len(values), name="the parameters"))
    if generator:
        make = remote("lambda kind, parameters, settings: kind((param for param in parameters), **settings)")
        return parameters, make(kind, parameters, settings)
    return parameters, kind(parameters, **settings)


def begin_right(name, values, **settings):
    """The same with PyTorch's own optimizer of that name."""
    parameters = [nn.Parameter(value.clone()) for value in values]
    return parameters, getattr(torch.optim, name)(parameters, **settings)


def step(parameters, optimizer, gradients):
    """One step of your optimizer with these gradients (None: none). Returns the values of the parameters after it."""
    after = remote(ONE_STEP)(parameters, optimizer, gradients)
    return check.pair(after, len(parameters), name="the parameters after a step")


def right_step(parameters, optimizer, gradients):
    """The same with an optimizer of PyTorch's."""
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = None if gradient is None else gradient.clone()
    optimizer.step()
    return [parameter.detach().clone() for parameter in parameters]


# %% tags=["setup"] nbgrader={"grade_id": "setup_checks"}
def fresh(rng, shapes=SHAPES):
    """Random tensors, float64, of size 0.5 to 2 and either sign."""
    return [torch.tensor(rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)) for shape in shapes]


def same(got, right, lr, when):
    """Check parameters to a small part of a step of size lr."""
    for value, expected in zip(got, right, strict=True):
        shape = tuple(expected.shape)
        check.close(value, expected, name=f"the parameter of shape {shape} {when}", rtol=0, atol=5e-4 * lr)


def check_steps(kind, name, rng, rate, steps=6, generator=False, **settings):
    """Many steps on parameters of several shapes beside PyTorch's optimizer. rate: its learning rate."""
    values = fresh(rng)
    mine, right = begin(kind, values, generator, **settings), begin_right(name, values, **settings)
    for number in range(1, steps + 1):
        gradients = fresh(rng)
        gradients[0][0, 0] = 0.0  # a gradient that is always 0
        same(step(*mine, gradients), right_step(*right, gradients), rate, f"after step {number}")


def check_large_eps(kind, rng):
    """A large eps makes a step small."""
    values = fresh(rng)
    first = step(*begin(kind, values, lr=0.1, eps=1e4), fresh(rng))[0]
    change = np.abs(check.array(first, shape=(3, 4), name="the parameter", library="torch") - values[0].numpy())
    check.at_most(float(change.max()), 0.005, name="the largest change with eps=1e4 and lr=0.1")


# %% tags=["setup"] nbgrader={"grade_id": "setup_changes"}
GRADIENTS = [[2.0, -0.5, 0.3], [1.1, 0.7, -0.9], [-1.6, 0.4, 0.8]]  # of the three steps in the public checks


def changes(kind, gradients, **settings):
    """How your optimizer changes one parameter, which starts at (1, -2, 0.7), in a step with each of these gradients."""
    values, rows = [torch.tensor([1.0, -2.0, 0.7])], [[1.0, -2.0, 0.7]]
    mine = begin(kind, values, **settings)
    for number, gradient in enumerate(gradients, start=1):
        (value,) = step(*mine, [torch.tensor(gradient)])
        rows.append(check.array(value, shape=(3,), name=f"w after step {number}", library="torch"))
    return list(np.diff(rows, axis=0))


def check_changes(found, right, *mistakes, hint):
    """Check the change in each step; for each step mistakes with their changes. hint: what the later steps depend on."""
    for number, (change, expected) in enumerate(zip(found, right, strict=True), start=1):
        known = {words: np.array(values) for words, values in (mistakes[number - 1] if number < 3 else {}).items()}
        known["the parameter has not moved: is the step taken, and in place? `p = p - …` only makes a new tensor."] = (
            np.zeros(3)
        )
        check.close(
            change, np.array(expected), name=f"the change of w in step {number}", atol=2e-6, axes={},
            mistakes=known, hint=f"Step 1 is right. {hint}" if number > 1 else None,
        )  # fmt: skip


# %% tags=["setup"] nbgrader={"grade_id": "setup_more_checks"}
def check_apart(kind, name, rng):
    """Two optimizers that step in turn, of parameters that start equal."""
    values = [torch.ones(3, dtype=torch.float64)] * 2
    rates = 0.1, 0.02
    mine = [begin(kind, values, lr=lr) for lr in rates]
    right = [begin_right(name, values, lr=lr) for lr in rates]
    for number in range(1, 5):
        for one, other, lr in zip(mine, right, rates, strict=True):
            gradients = fresh(rng, [(3,), (3,)])
            when = f"after step {number} of two optimizers in turn"
            same(step(*one, gradients), right_step(*other, gradients), lr, when)


def check_left_alone(kind, name, rng):
    """Parameters without gradients, of which one is frozen, stay; and the gradients stay after a step."""
    values = fresh(rng, [(2, 3), (4,), (3,), (2,)])
    mine, right = begin(kind, values, lr=0.1), begin_right(name, values, lr=0.1)
    mine[0][1].requires_grad = False
    for number in range(1, 4):
        first, last = fresh(rng, [(2, 3), (2,)])
        gradients = [first, None, None, last]
        got, when = step(*mine, gradients), f"after step {number}, where two of four have no gradient"
        same(got, right_step(*right, gradients), 0.1, when)
        check.close(got[1], values[1], name="a frozen parameter", atol=0)
        check.close(mine[0][0].grad, first, name="a gradient after a step", atol=0)


def check_zero_grad(kind, name, rng):
    """zero_grad clears all gradients, and changes neither parameters nor state."""
    values = fresh(rng)
    (mine, optimizer), right = begin(kind, values, lr=0.1), begin_right(name, values, lr=0.1)
    for number in range(1, 4):
        gradients, when = fresh(rng), f"after step {number}, with zero_grad between"
        same(step(mine, optimizer, gradients), right_step(*right, gradients), 0.1, when)
        mine[1].grad = None
        optimizer.zero_grad()
        for parameter, value in zip(mine, values, strict=True):
            gradient = parameter.grad
            if gradient is not None:
                check.close(gradient, torch.zeros_like(value), name="a gradient after zero_grad", atol=0)


# %% [markdown]
# ### 1.2 Adagrad
#
# **Adagrad** (2011) adds up the squares of all gradients that a coordinate has had, and divides by the root of the sum:
#
# $$r \leftarrow r + g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt r + \varepsilon}, \qquad r = 0 \text{ at the start.}$$
#
# Every coordinate has its own $r$, so $r$ has the parameter's shape.
#
# <details><summary>Hint 1: where does r live?</summary>
#
# In the optimizer: a list of tensors beside `self.params`, made in `__init__` by `torch.zeros_like`.
#
# </details>
# <details><summary>Hint 2: nothing moves, or an error about a leaf variable?</summary>
#
# `p = p - …` only gives the name `p` to another tensor; the model keeps the old one. `p -= …` changes the model's tensor, and
# is allowed for parameters only under `torch.no_grad()`.
#
# </details>


# %% nbgrader={"grade_id": "adagrad_class", "solution": true}
class Adagrad:
    """Adagrad (Duchi, Hazan, Singer, 2011) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, eps=1e-10):
        ### BEGIN SOLUTION
        self.params, self.lr, self.eps = list(params), lr, eps
        self.sums = [torch.zeros_like(parameter) for parameter in self.params]
        ### END SOLUTION

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        ### BEGIN SOLUTION
        with torch.no_grad():
            for parameter, r in zip(self.params, self.sums, strict=True):
                if parameter.grad is not None:
                    r += parameter.grad**2
                    parameter -= self.lr * parameter.grad / (r.sqrt() + self.eps)
        ### END SOLUTION

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION


# %% nbgrader={"grade_id": "adagrad_public", "points": 1}
found = changes(Adagrad, GRADIENTS, lr=0.1)
right = [[-0.1, 0.1, -0.1], [-0.048192, -0.081373, 0.094868], [0.0574, -0.042164, -0.064466]]
first = {
    "the step is that of gradient descent: the division by the root is missing": [-0.2, 0.05, -0.03],
    "the root of r is missing": [-0.05, 0.2, -0.333333],
    "the sum r adds up the gradients' sizes, and not their squares": [-0.141421, 0.070711, -0.054772],
    "one r for all coordinates, where each needs its own": [-0.096003, 0.024001, -0.0144],
    "the sum r starts at 0.1, as in TensorFlow, and not at 0": [-0.098773, 0.084515, -0.068825],
}
second = {
    "the sum r is the square of the last gradient only, without the sum of the earlier ones": [-0.1, -0.1, 0.1],
    "the sum r is a mean of the squares, where the sum was expected": [-0.068154, -0.115079, 0.134164],
}
check_changes(found, right, first, second, hint="Is r kept from one step to the next?")
check.passed("Adagrad: three steps are right")

# %% nbgrader={"grade_id": "adagrad_steps", "points": 2}
# Hidden: six steps compared with PyTorch's Adagrad, for parameters of several shapes, with the default settings.
### BEGIN HIDDEN TESTS
check_steps(Adagrad, "Adagrad", rng, 0.01)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_settings", "points": 1}
# Hidden: other learning rates; a large eps makes the steps small.
### BEGIN HIDDEN TESTS
for lr in (0.3, 0.002):
    check_steps(Adagrad, "Adagrad", rng, lr, steps=3, lr=lr)
check_large_eps(Adagrad, rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_generator", "points": 1}
# Hidden: the same where params is a generator.
### BEGIN HIDDEN TESTS
check_steps(Adagrad, "Adagrad", rng, 0.01, steps=2, generator=True)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_apart", "points": 1}
# Hidden: two optimizers at work at the same time, each of two parameters that start equal.
### BEGIN HIDDEN TESTS
check_apart(Adagrad, "Adagrad", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_left_alone", "points": 1}
# Hidden: parameters without gradients stay as they are, and so do the gradients of the others.
### BEGIN HIDDEN TESTS
check_left_alone(Adagrad, "Adagrad", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_zero_grad", "points": 1}
# Hidden: zero_grad clears every gradient, and nothing else.
### BEGIN HIDDEN TESTS
check_zero_grad(Adagrad, "Adagrad", rng)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Suppose all gradients of a coordinate are 1, and $\eta = 0.01$. How long is the hundredth step?
# How far does Adagrad get in 10,000 steps?
#
# ### 1.3 RMSprop
#
# Adagrad's sum never shrinks, so its steps become ever shorter. **RMSprop** (2012) forgets: it keeps a moving average of the
# squares, in which older gradients count less:
#
# $$s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \qquad w \leftarrow w - \eta\,\frac{g}{\sqrt s + \varepsilon},
# \qquad s = 0 \text{ at the start.}$$


# %% nbgrader={"grade_id": "rmsprop_class", "solution": true}
class RMSprop:
    """RMSprop (Tieleman, Hinton, 2012), without momentum, for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-2, alpha=0.99, eps=1e-8):
        ### BEGIN SOLUTION
        self.params, self.lr, self.alpha, self.eps = list(params), lr, alpha, eps
        self.averages = [torch.zeros_like(parameter) for parameter in self.params]
        ### END SOLUTION

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        ### BEGIN SOLUTION
        with torch.no_grad():
            for parameter, s in zip(self.params, self.averages, strict=True):
                if parameter.grad is not None:
                    s.mul_(self.alpha).add_((1 - self.alpha) * parameter.grad**2)
                    parameter -= self.lr * parameter.grad / (s.sqrt() + self.eps)
        ### END SOLUTION

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION


# %% nbgrader={"grade_id": "rmsprop_public", "points": 1}
found = changes(RMSprop, GRADIENTS, lr=0.1, alpha=0.84)
right = [[-0.25, 0.25, -0.25], [-0.12864, -0.209165, 0.239091], [0.158129, -0.115624, -0.170011]]
first = {
    "a step of exactly lr: is 1 - alpha missing, or a correction added that is not in the formula?": [-0.1, 0.1, -0.1],
    "the factors alpha and 1 - alpha are exchanged": [-0.109109, 0.109109, -0.109109],
    "the step is that of gradient descent: the division by the root is missing": [-0.2, 0.05, -0.03],
    "the root of s is missing": [-0.3125, 1.25, -2.08333],
    "the alpha in use is 0.99, and not the one that was given": [-1.0, 1.0, -1.0],
    "the average s is still 0 in the division: is only a copy of it changed?": [-2e7, 5e6, -3e6],
}
second = {
    "the average s is made of the last gradient only": [-0.25, -0.25, 0.25],
    "the average s is a sum in which nothing fades: is it multiplied by alpha?": [-0.12048, -0.203433, 0.237171],
}
check_changes(found, right, first, second, hint="Is s kept from one step to the next, and does it fade by alpha?")
check.passed("RMSprop: three steps are right")

# %% nbgrader={"grade_id": "rmsprop_steps", "points": 2}
# Hidden: six steps compared with PyTorch's RMSprop, for parameters of several shapes, with the default settings.
### BEGIN HIDDEN TESTS
check_steps(RMSprop, "RMSprop", rng, 0.01)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rmsprop_settings", "points": 1}
# Hidden: other learning rates and other alphas; a large eps makes the steps small.
### BEGIN HIDDEN TESTS
for lr, alpha in ((0.3, 0.5), (0.002, 0.9)):
    check_steps(RMSprop, "RMSprop", rng, lr, steps=3, lr=lr, alpha=alpha)
check_large_eps(RMSprop, rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rmsprop_generator", "points": 1}
# Hidden: the same where params is a generator.
### BEGIN HIDDEN TESTS
check_steps(RMSprop, "RMSprop", rng, 0.01, steps=2, generator=True)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rmsprop_apart", "points": 1}
# Hidden: two optimizers at work at the same time, each of two parameters that start equal.
### BEGIN HIDDEN TESTS
check_apart(RMSprop, "RMSprop", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rmsprop_left_alone", "points": 1}
# Hidden: parameters without gradients stay as they are, and so do the gradients of the others.
### BEGIN HIDDEN TESTS
check_left_alone(RMSprop, "RMSprop", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rmsprop_zero_grad", "points": 1}
# Hidden: zero_grad clears every gradient, and nothing else.
### BEGIN HIDDEN TESTS
check_zero_grad(RMSprop, "RMSprop", rng)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** With the default $\alpha = 0.99$, how long is RMSprop's very first step, as a multiple of $\eta$? Why?
#
# ### 1.4 Adam
#
# **Adam** (2015) averages the gradients as well, which damps a zigzag. Both averages start at 0, so that at first they
# are far too small; Adam divides by the missing factor. This is Algorithm 1 of the paper, with $t = 1$ in the first
# step:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\, g^2, \qquad
# w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}.$$
#
# Lectures often leave out the two corrections $1 - \beta^t$. Here they are part of it.
#
# <details><summary>Hint 1: t</summary>
#
# $t$ counts the calls of `step`, not the parameters: raise it once per call, before the loop.
#
# </details>
# <details><summary>Hint 2: m and v do not change from step to step?</summary>
#
# In `for p, m, v in zip(…)`, the line `m = b1 * m + …` gives the name `m` to a new tensor, which is forgotten. Change the
# tensor itself, `m.mul_(b1).add_(…)`, or put the new one back into your list.
#
# </details>


# %% nbgrader={"grade_id": "adam_class", "solution": true}
class Adam:
    """Adam (Kingma, Ba, 2015, Algorithm 1) for an iterable of parameters, which may be a generator."""

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        ### BEGIN SOLUTION
        self.params, self.lr, self.betas, self.eps, self.t = list(params), lr, betas, eps, 0
        self.m = [torch.zeros_like(parameter) for parameter in self.params]
        self.v = [torch.zeros_like(parameter) for parameter in self.params]
        ### END SOLUTION

    def step(self):
        """Change every parameter that has a gradient, in place. Leaves the gradients as they are."""
        ### BEGIN SOLUTION
        self.t += 1
        b1, b2 = self.betas
        with torch.no_grad():
            for parameter, m, v in zip(self.params, self.m, self.v, strict=True):
                if parameter.grad is not None:
                    m.mul_(b1).add_((1 - b1) * parameter.grad)
                    v.mul_(b2).add_((1 - b2) * parameter.grad**2)
                    m_hat, v_hat = m / (1 - b1**self.t), v / (1 - b2**self.t)
                    parameter -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
        ### END SOLUTION

    def zero_grad(self):
        """Set every parameter's gradient to None (or to 0)."""
        ### BEGIN SOLUTION
        for p in self.params:
            p.grad = None
        ### END SOLUTION


# %% nbgrader={"grade_id": "adam_public", "points": 2}
found = changes(Adam, GRADIENTS, lr=0.1, betas=(0.7, 0.8))
right = [[-0.1, 0.1, -0.1], [-0.093952, -0.033253, 0.057983], [-0.004336, -0.054522, -0.019492]]
first = {
    "neither m nor v is corrected: is the division by 1 - beta^t missing?": [-0.067082, 0.067082, -0.067082],
    "the average v is not corrected": [-0.223607, 0.223607, -0.223607],
    "the average m is not corrected": [-0.03, 0.03, -0.03],
    "is the root taken before the correction, or the factor 1 - beta of v missing?": [-0.044721, 0.044721, -0.044721],
    "the factors 1 - beta in the averages are missing": [-0.149071, 0.149071, -0.149071],
    "the step is that of gradient descent: the division by the root is missing": [-0.2, 0.05, -0.03],
    "the root of v is missing": [-0.05, 0.2, -0.333333],
    "the average v is one of the gradients' sizes, and not of their squares": [-0.141421, 0.070711, -0.054772],
}
second = {
    "the averages m and v are made of the last gradient only": [-0.07892, -0.07892, 0.07892],
    "is t always 1, or are the factors 1 - beta and the corrections missing?": [-0.119048, -0.042135, 0.073471],
    "the two betas are exchanged": [-0.097666, -0.026648, 0.051167],
    "the betas are 0.9 and 0.999, and not those that were given": [-0.09458, -0.02163, 0.049419],
    "the corrected m and v are kept, where the averages go on from the others": [-0.109704, 0.030172, 0.014592],
}
check_changes(
    found, right, first, second, hint="Are m, v and t kept until the next step, and are the betas the given ones?"
)
check.passed("Adam: three steps are right")

# %% nbgrader={"grade_id": "adam_steps", "points": 6}
# Hidden: six steps compared with PyTorch's Adam, for parameters of several shapes, with the default settings.
### BEGIN HIDDEN TESTS
check_steps(Adam, "Adam", rng, 0.001)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_settings", "points": 4}
# Hidden: other learning rates and other betas; a large eps makes the steps small.
### BEGIN HIDDEN TESTS
for lr, betas in ((0.3, (0.6, 0.8)), (0.002, (0.95, 0.9))):
    check_steps(Adam, "Adam", rng, lr, steps=4, lr=lr, betas=betas)
check_large_eps(Adam, rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_generator", "points": 2}
# Hidden: the same where params is a generator.
### BEGIN HIDDEN TESTS
check_steps(Adam, "Adam", rng, 0.001, steps=2, generator=True)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_apart", "points": 2}
# Hidden: two optimizers at work at the same time, each of two parameters that start equal.
### BEGIN HIDDEN TESTS
check_apart(Adam, "Adam", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_left_alone", "points": 2}
# Hidden: parameters without gradients stay as they are, and so do the gradients of the others.
### BEGIN HIDDEN TESTS
check_left_alone(Adam, "Adam", rng)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_zero_grad", "points": 2}
# Hidden: zero_grad clears every gradient, and nothing else.
### BEGIN HIDDEN TESTS
check_zero_grad(Adam, "Adam", rng)
### END HIDDEN TESTS

# %% [markdown]
# **What is Adam's very first step?** Put $t = 1$ into the formulas, and say what it means for gradients of 0.01 and of 1,000.
# (Graded by hand: 2 points; the check below it: 2 points.)

# %% [markdown] nbgrader={"grade_id": "adam_first_written", "points": 2, "solution": true}
# **Adam's first step**
#
# ### BEGIN SOLUTION
# $m = (1-\beta_1) g$, so $m/(1-\beta_1^1) = g$; $v = (1-\beta_2) g^2$, so $v/(1-\beta_2^1) = g^2$. The step is
# $-\eta\, g/(|g| + \varepsilon) \approx -\eta \operatorname{sign}(g)$: exactly as long as the learning rate in every coordinate,
# whether the gradient is 0.01 or 1,000. Only its sign matters. Scaling the loss by any factor changes nothing.
# ### END SOLUTION

# %% nbgrader={"grade_id": "adam_first_step", "points": 2}
# Hidden: the first step of your Adam, for gradients from 0.01 to 1,000.
### BEGIN HIDDEN TESTS
sizes = torch.tensor([0.01, 0.1, 1.0, 30.0, 1000.0], dtype=torch.float64)
(value,), (gradient,) = fresh(rng, [(5,)]), fresh(rng, [(5,)])
gradient = gradient.sign() * sizes
(got,) = step(*begin(Adam, [value], lr=0.05), [gradient])
check.close((value - got) / 0.05, gradient.sign(), name="the first step, in learning rates", atol=1e-3)
### END HIDDEN TESTS

# %% [markdown]
# ## 2. The race
#
# Down the valley, all four together. And once more down the same valley turned by 45 degrees: now no coordinate is steep and
# none is flat.

# %% nbgrader={"grade_id": "race_ungraded_picture"}
RACERS = {
    "gradient descent": (GradientDescent, {"lr": 0.07}),
    "Adagrad": (Adagrad, {"lr": 0.4}),
    "RMSprop": (RMSprop, {"lr": 0.06, "alpha": 0.9}),
    "Adam": (Adam, {"lr": 0.2}),
}
straight = {name: walk(kind, valley, (-2.0, 1.6), **settings) for name, (kind, settings) in RACERS.items()}
turned = {name: walk(kind, turned_valley, (-2.4, 0.4), **settings) for name, (kind, settings) in RACERS.items()}
pictures.paths_over_contours(
    {"a valley along the axes": (valley, straight), "the same valley, turned": (turned_valley, turned)},
    finding="Along the axes, the three adaptive optimizers walk nearly straight to the lowest point, Adam beyond it and "
    "back. In the turned valley they first go to its bottom, and then slowly along it.",
)

# %% [markdown]
# In motion, in the turned valley. All four take each step at the same time.

# %% nbgrader={"grade_id": "race_moving_ungraded_picture"}
pictures.animated_paths(
    turned_valley,
    turned,
    finding="Gradient descent zigzags in long leaps; the others follow a smooth curve, on which Adam swings to and fro.",
)

# %% [markdown]
# How far does each step go, in each coordinate of the first valley? Gradient descent's first step is 20 times as long in $w_2$ as in
# $w_1$. The first steps of the others are equally long in both.

# %% nbgrader={"grade_id": "race_sizes_ungraded_picture"}
pictures.step_sizes(
    straight,
    finding="Gradient descent steps much farther in the steep coordinate at first; the other three equally far in both.",
)

# %% [markdown]
# **Think about it.** Why does turning the valley spoil it? What would an optimizer have to know about the loss to turn it back,
# and how many numbers would that be for a million parameters?
#
# ## 3. A network that reads digits
#
# ### 3.1 Three layers
#
# Design a network with **exactly three layers that have weights**: fully connected or convolutional, as you like. Activations,
# pooling, dropout and batch normalisation do not count. Each call makes a new network with new random weights.
#
# It is trained with the cross-entropy, by `nn.functional.cross_entropy`, which takes *scores* and applies the softmax
# itself. So the network ends with scores of any size and sign.
#
# <details><summary>Hint: how to begin</summary>
#
# `nn.Sequential(nn.Flatten(), nn.Linear(pixels, …), nn.ReLU(), …)`. The number of pixels is
# `data["image_shape"][0] * data["image_shape"][1]`, so that the same code fits MNIST.
#
# </details>


# %% nbgrader={"grade_id": "model_design", "solution": true}
def design_model():
    """A new network of three layers with weights: images (N, 1, height, width) to scores (N, data["num_classes"]).

    Works for float32 images, and after `model.double()` for float64.
    """
    ### BEGIN SOLUTION
    height, width = data["image_shape"]
    first, second, dropped = {"digits": (96, 48, 0.0), "mnist": (512, 256, 0.2)}[data["name"]]
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(height * width, first), nn.ReLU(), nn.Dropout(dropped),
        nn.Linear(first, second), nn.ReLU(), nn.Dropout(dropped),
        nn.Linear(second, data["num_classes"]),
    )  # fmt: skip
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_scores"}
def scores_of(model, images):
    """The model's scores in evaluation mode, without gradients: (N, classes) of the images' type."""
    model.eval()
    run = remote("torch.no_grad()(lambda model, images: model(images))")
    parts = [run(model, part) for part in images.split(1000)]
    for part, some in zip(parts, images.split(1000), strict=True):
        check.array(part, shape=(len(some), data["num_classes"]), name="the scores", library="torch")
    return torch.cat(parts)


def weights_of(model):
    """The model's parameters of two or more axes, one for each layer with weights; verifies that there are some."""
    weights = remote("lambda model: [weight for weight in model.parameters() if weight.ndim >= 2]")(model)
    check.at_least(len(weights), 1, name="the number of layers with weights")
    return weights


def fresh_images(rng, n):
    """Random float32 images, (n, 1, height, width)."""
    return torch.from_numpy(rng.normal(size=(n, 1, *data["image_shape"]))).float()


# %% nbgrader={"grade_id": "model_public", "points": 1}
model = design_model()
scores = scores_of(model, X[:5].float())
check.at_least(float(scores.std()), 1e-6, name="the spread of the scores")
check.equal(len(weights_of(model)), 3, name="the number of layers with weights")
check.passed(f"design_model: three layers with weights, and scores of shape {tuple(scores.shape)}")

# %% nbgrader={"grade_id": "model_layers", "points": 2}
# Hidden: each of the three layers can learn and matters to the scores; one image alone gets the same scores.
### BEGIN HIDDEN TESTS
model, images = design_model(), fresh_images(rng, 6)
scores = scores_of(model, images)
check.close(scores_of(model, images[:1]), scores[:1], name="the scores of one image alone", rtol=1e-3, atol=1e-4)
weights = weights_of(model)
check.equal(len(weights), 3, name="the number of layers with weights")
for number, weight in enumerate(weights, start=1):
    check.equal(weight.requires_grad, True, name=f"requires_grad of weight {number}")
    kept = weight.data.clone()
    weight.data = torch.zeros_like(kept)
    change = float((scores_of(model, images) - scores).abs().max())
    check.at_least(change, 1e-4, name=f"the change of the scores if weight {number} is 0")
    weight.data = kept
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_nonlinear", "points": 1}
# Hidden: the scores are not a linear function of the image.
### BEGIN HIDDEN TESTS
model, images = design_model(), 3 * fresh_images(rng, 12)
one, other = images.split(6)
f = [scores_of(model, part) for part in (one, other, one + other, 0 * one)]
bent = float((f[2] - f[0] - f[1] + f[3]).abs().max() / (f[2] - f[3]).abs().max())
check.at_least(bent, 1e-3, name="how far f(a + b) + f(0) is from f(a) + f(b), relatively",
               hint="Is there an activation between the layers?")  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_scores", "points": 1}
# Hidden: the network ends with scores of any size and either sign.
### BEGIN HIDDEN TESTS
model, images = design_model(), 3 * fresh_images(rng, 50)
check.at_most(float(scores_of(model, images).min()), -1e-4, name="the lowest score of fifty images",
              hint="Does an activation come after the last layer?")  # fmt: skip
last = weights_of(model)[-1]
last.data = 1e4 * last.data
check.at_least(float(scores_of(model, images).abs().max()), 10.0, name="the largest score after large weights",
               hint="Does a softmax or a sigmoid come after the last layer?")  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_new", "points": 1}
# Hidden: each call makes a new network with other random weights.
### BEGIN HIDDEN TESTS
images = fresh_images(rng, 6)
one, other = (scores_of(design_model(), images) for _ in range(2))
check.at_least(float((one - other).abs().max()), 1e-6, name="the difference between the scores of two networks")
### END HIDDEN TESTS

# %% [markdown]
# **Why the cross-entropy, and why no softmax at the end of the network?** (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "model_written", "points": 2, "solution": true}
# **The loss**
#
# ### BEGIN SOLUTION
# The cross-entropy is the negative log-likelihood of the right class. An example that is confidently wrong has a gradient of
# full size ($p - 1$ at the right class), where the squared error of the probabilities has almost none. `cross_entropy`
# contains the softmax, and computes log-softmax in a stable way. A softmax before it would be applied twice: the "scores" would
# lie between 0 and 1, the loss could not go below $\log(1 + 9/e) \approx 1.46$, and gradients would be tiny.
# ### END SOLUTION

# %% [markdown]
# ### 3.2 Which learning rate?
#
# This is the training loop. You have written such loops; this one leaves everything about the steps to the optimizer.


# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
def objective(model, images, labels):
    """The mean cross-entropy in evaluation mode."""
    model.eval()
    with torch.no_grad():
        pairs = zip(images.split(1000), labels.split(1000), strict=True)
        return float(sum(nn.functional.cross_entropy(model(x), t, reduction="sum") for x, t in pairs)) / len(labels)


def train(model, optimizer, epochs, batch_size, labels=y):
    """Train on the first len(labels) training images. Returns the objective before the first epoch and after each."""
    shuffled, values = torch.Generator().manual_seed(1), [objective(model, X[: len(labels)], labels)]
    for _ in range(epochs):
        model.train()
        for batch in torch.randperm(len(labels), generator=shuffled).split(batch_size):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(X[batch]), labels[batch]).backward()
            optimizer.step()
        values.append(objective(model, X[: len(labels)], labels))
    return values


def start_model():
    """A network with the same random weights each time, which computes with the images' type."""
    torch.manual_seed(6)
    return design_model().to(X.dtype)


# %% [markdown]
# Three epochs for each of several learning rates. A star marks the best rate of each optimizer.

# %% nbgrader={"grade_id": "sweep_ungraded_picture"}
sweep = {}
for name, kind in (("Adagrad", Adagrad), ("RMSprop", RMSprop), ("Adam", Adam)):
    sweep[name] = {}
    for lr in (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1):
        model = start_model()
        sweep[name][lr] = train(model, kind(model.parameters(), lr=lr), 3, 48, y[:5000])[-1]
pictures.rate_sweep(sweep, start=objective(start_model(), X[:5000], y[:5000]))

# %% [markdown]
# **Think about it.** Someone compares Adagrad and Adam, both with a learning rate of 0.001, and finds Adam far better. What does
# this comparison say?
#
# ### 3.3 The test
#
# Choose the epochs, the size of a batch, and the settings of each optimizer: at most 5,000 steps per optimizer on the
# digits, 20,000 on MNIST. The test images are read once, when your work is graded. **Two of the three** networks must
# reach
#
# | test accuracy on scikit-learn's digits | on MNIST | points |
# |---|---|---|
# | at least 93 % with two optimizers | at least 98 % with two | 8 |
# | at least 93 % with one | at least 98 % with one | 4 |
#
# To compare settings, use the validation images, whose accuracy is printed below.

# %% nbgrader={"grade_id": "accuracy_choices", "solution": true}
# EPOCHS, BATCH_SIZE: ints, at least 1 and 2. SETTINGS: a dictionary with the settings of each optimizer, such as {"Adam": {"lr": 0.1}, …}.
### BEGIN SOLUTION
EPOCHS, BATCH_SIZE = {"digits": (10, 80), "mnist": (10, 100)}[data["name"]]
SETTINGS = {
    "digits": {"Adagrad": {"lr": 0.03}, "RMSprop": {"lr": 0.002}, "Adam": {"lr": 0.005}},
    "mnist": {"Adagrad": {"lr": 0.01}, "RMSprop": {"lr": 0.0003}, "Adam": {"lr": 0.0005}},
}[data["name"]]
### END SOLUTION

# %% nbgrader={"grade_id": "accuracy_choices_public", "points": 1}
check.equal(EPOCHS, int(check.number(EPOCHS, name="EPOCHS")), name="EPOCHS")
check.equal(BATCH_SIZE, int(check.number(BATCH_SIZE, name="BATCH_SIZE")), name="BATCH_SIZE")
check.at_least(EPOCHS, 1, name="EPOCHS")
check.at_least(BATCH_SIZE, 2, name="BATCH_SIZE")
steps = EPOCHS * -(-len(y) // BATCH_SIZE)
check.at_most(steps, {"digits": 5000, "mnist": 20000}[data["name"]], name="the number of steps")
check.keys(SETTINGS, ["Adagrad", "RMSprop", "Adam"], name="SETTINGS", extra_ok=False)
for name in SETTINGS:
    check.keys(SETTINGS[name], [], name=f'SETTINGS["{name}"]')
check.passed(f"{steps} steps for each optimizer")

# %% nbgrader={"grade_id": "accuracy_run"}
models, history = {}, {}
X_val, y_val = torch.from_numpy(data["X_val"]), torch.from_numpy(data["y_val"])
for name, kind in (("Adagrad", Adagrad), ("RMSprop", RMSprop), ("Adam", Adam)):
    models[name] = start_model()
    history[name] = train(models[name], kind(models[name].parameters(), **SETTINGS[name]), EPOCHS, BATCH_SIZE)
    with torch.no_grad():
        right = (models[name](X_val).argmax(dim=1) == y_val).double().mean()
    print(f"{name}: objective {fixed(history[name][-1])}, {share(float(right))} of the validation images right")

# %% nbgrader={"grade_id": "accuracy_curves_picture"}
pictures.objective_curves(history)

# %% nbgrader={"grade_id": "accuracy_objective", "points": 3}
# Hidden: the objective of each of your three networks on the training images: at most 0.5 (at the start it is 2.3).
### BEGIN HIDDEN TESTS
check.keys(models, ["Adagrad", "RMSprop", "Adam"], name="models")
for name in ("Adagrad", "RMSprop", "Adam"):
    reached = float(nn.functional.cross_entropy(scores_of(models[name], X), y))
    check.at_most(reached, 0.5, name=f"the objective after training with {name}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "accuracy_test", "points": 8}
# Hidden: the test accuracies of your networks (see the table above).
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

check.keys(models, [], name="models")
asked, right = {"digits": 0.93, "mnist": 0.98}[data["name"]], torch.from_numpy(held_out_image_labels(data["name"]))
images = torch.from_numpy(data["X_test"])
found = {name: float((scores_of(models[name], images).argmax(dim=1) == right).double().mean()) for name in models}
told = ", ".join(f"{share(value, 2)} with {name}" for name, value in found.items())
first, second = sorted([0.0, 0.0, *found.values()])[:-3:-1]
if second < asked <= first:
    check.partial(0.5, f"Only one network reaches {share(asked)} of the test images: {told}.")
check.at_least(second, asked, name="the second best test accuracy")
check.passed(f"test accuracy: {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "accuracy_learned", "points": 2}
# Hidden: trained with your Adam on labels that are renamed (every 3 is called 7, say), your network learns the new names.
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

names = torch.from_numpy(rng.permutation(data["num_classes"]))
model = remote("start_model")()
optimizer = Adam(model.parameters(), **SETTINGS["Adam"])
remote("train")(model, optimizer, min(EPOCHS, 8), BATCH_SIZE, names[y])
right = names[torch.from_numpy(held_out_image_labels(data["name"]))]
reached = float((scores_of(model, torch.from_numpy(data["X_test"])).argmax(dim=1) == right).double().mean())
check.at_least(reached, 0.85, name="the test accuracy with renamed labels",
               hint="What does your network know about digits before it is trained?")  # fmt: skip
### END HIDDEN TESTS

# %% [markdown]
# ### 3.4 The race in the network
#
# The valleys had two parameters; your network has thousands. Here are the first sixty steps of all four from the same weights, seen in
# the plane in which they move most (the first two principal components of all the weights on the way), over the network's
# real loss there. What they do outside of this plane, the picture does not show.


# %% tags=["setup"] nbgrader={"grade_id": "setup_network_race"}
def trail(kind, settings, steps=60):
    """All weights of the network as one row, before and after each of its first steps: (steps + 1, P)."""
    model, batches = start_model(), torch.Generator().manual_seed(2)
    optimizer = kind(model.parameters(), **settings)
    row = nn.utils.parameters_to_vector
    found = [row(model.parameters()).detach().clone()]
    for _ in range(steps):
        batch = torch.randint(len(y), (64,), generator=batches)
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(X[batch]), y[batch]).backward()
        optimizer.step()
        found.append(row(model.parameters()).detach().clone())
    return torch.stack(found)


def main_plane(trails):
    """(start, axes): the common start (P,), and two directions (2, P) in which the trails move most."""
    start = next(iter(trails.values()))[0]
    moves = torch.cat([trail - start for trail in trails.values()]).double()
    vectors = torch.linalg.eigh(moves @ moves.T)[1]
    axes = (moves.T @ vectors[:, -2:]).T.flip(0)
    axes = axes / axes.norm(dim=1, keepdim=True)
    return start, axes * (moves[-1] @ axes.T).sign()[:, None]  # the last trail ends on the positive side of both


# %% nbgrader={"grade_id": "network_race_ungraded_picture"}
racers = {"gradient descent": (GradientDescent, {"lr": 0.1})} | {
    name: (kind, SETTINGS[name]) for name, kind in (("Adagrad", Adagrad), ("RMSprop", RMSprop), ("Adam", Adam))
}
trails = {name: trail(kind, settings) for name, (kind, settings) in racers.items()}
start, axes = main_plane(trails)
probe = start_model()


def loss_in_plane(a, b):
    heights = []
    for place in np.column_stack([np.ravel(a), np.ravel(b)]):
        weights = start + (torch.from_numpy(place) @ axes).to(start.dtype)
        nn.utils.vector_to_parameters(weights, probe.parameters())
        heights.append(objective(probe, X[:500], y[:500]))
    return np.reshape(heights, np.shape(a))


paths = {name: ((rows - start).double() @ axes.T).numpy() for name, rows in trails.items()}
pictures.animated_paths(
    loss_in_plane,
    paths,
    grid=31,
    finding="Gradient descent has hardly left the start; the others lead in different directions.",
)

# %% [markdown]
# **Which optimizer would you take for a new problem, and why?** Say what you saw in the sweep, in the curves and in the test; how
# large the differences are, in images; and what a fair comparison would need beyond this one. (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "accuracy_report", "points": 2, "solution": true}
# **My choice**
#
# ### BEGIN SOLUTION
# In the sweep, the best rates are 0.03 (Adagrad), 0.003 (RMSprop) and 0.03 (Adam); at a common rate of 0.001, Adagrad has
# hardly moved. So a comparison at one rate compares the rates. In the curves, all three end near an objective of 0.1.
#
# Of 300 validation images, they read 97.0 %, 95.3 % and 96.3 %: five images apart, with a standard error of
# $\sqrt{0.962 \cdot 0.038/300} = 1.1\,\%$. With 24 seeds, the test accuracies were 95.6 ± 0.5 %, 95.0 ± 0.6 % and
# 95.2 ± 0.7 %, which overlap: I see no difference that I would trust.
#
# I would begin with Adam: near 0.001 to 0.01 it worked everywhere here, and its corrections make the first steps as long as I
# ask. A fair comparison needs as many tried settings for each (betas, alpha and schedules, too), several seeds, other
# networks, and gradient descent with momentum.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# Three optimizers that can stand in for PyTorch's own. All three divide a step by the root of squared gradients, coordinate by
# coordinate; they differ in what they remember. Most of today's large networks are trained with some variant of the
# last one.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | optimizer | what turns gradients into new parameters |
# | state | what an optimizer keeps from step to step, for each parameter |
# | learning rate | the factor of a step; in adaptive optimizers about the length of one in each coordinate |
# | adaptive | with step sizes that follow the gradients seen so far |
# | moving average | $s \leftarrow \alpha s + (1-\alpha) x$: older values count less |
# | bias correction | division by $1 - \beta^t$, because the averages start at 0 |
# | objective | what training makes small: here, the mean cross-entropy of the training images |
# | sweep | trying a setting on a grid, usually a logarithmic one |
#
# **To read on**
#
# - J. Duchi, E. Hazan, Y. Singer, *Adaptive subgradient methods for online learning and stochastic optimization*, JMLR (2011)
# - T. Tieleman, G. Hinton, *Lecture 6.5: RMSprop*, Coursera, Neural networks for machine learning (2012)
# - D. Kingma, J. Ba, *Adam: a method for stochastic optimization* (ICLR 2015)
# - A. Wilson and others, *The marginal value of adaptive gradient methods in machine learning* (NeurIPS 2017)
#
# The questions follow homework 3 of CSCI 5980/8980 at the University of Minnesota (Fall 2020, problem 3).

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
