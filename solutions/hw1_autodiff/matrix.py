# %% [markdown]
# # Derivatives of matrices: networks, by hand and by autograd
#
# Networks have thousands of weights; nobody follows them one by one. In this notebook the nodes of the graph are matrices.
# You will run reverse mode on a three-layer network, compare it with PyTorch's, derive every derivative of a two-layer
# network element by element, extend that to any depth, and count what it all costs.
#
# **You will be able to**
#
# - run a forward and a backward pass on matrices, and get every transpose right;
# - let PyTorch compute gradients, and know what it does;
# - write each partial derivative of a network, with its shape;
# - say how many operations both passes take, and which ones dominate;
# - write the Jacobians of linear maps, of their sums and of their compositions.
#
# **You need**: the notebook *scalar* of this homework, matrix products, NumPy.
#
# **Time**: about 270 minutes, of which the computer needs a few seconds.
#
# **Data**: none. Where a check needs numbers, it draws them itself.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave names and arguments
#   as they are. In the text cells that say *FILL_IN*, write your answer (between dollar signs you can write LaTeX).
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look. Checks
#   marked *hidden* are empty here. Their first line says what they will check, on numbers unknown in advance.
# - All arrays are `float64`. **No function may change its arguments.**
# - **Watch the losses**: part 1 has a factor ½, parts 3 and 4 have none, and there is no mean anywhere. Each text says
#   so again.
# - NumPy everywhere; PyTorch's autograd in part 2, and only there.
# - Stuck? Open the hints one at a time. A part that you cannot solve does not stop you: the later ones stand on their own, or
#   are also graded with correct versions of the parts they build on.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import operator
from collections import Counter
from itertools import pairwise

import numpy as np
import torch

from coursekit import check, counted, gradient_check, pictures, reference, remote, rng

# %% [markdown]
# ## 1. Reverse mode on matrices
#
# A network of three layers without biases, and how far it is from the targets $Y$, summed over a batch of 50 examples,
# **one per column** (½, but no mean):
#
# $$f(W_1, W_2, W_3) = \tfrac12 \bigl\| Y - W_3\,\sigma(W_2\,\sigma(W_1 X)) \bigr\|_F^2, \qquad \sigma = \operatorname{ReLU}.$$
#
# $\|A\|_F^2$ is the sum of the squares of all entries. As a graph of matrices, with the names that we use from here on:
#
# $$V_1 = W_1 X,\quad V_2 = \sigma(V_1),\quad V_3 = W_2 V_2,\quad V_4 = \sigma(V_3),\quad V_5 = W_3 V_4,\quad D = Y - V_5,
# \quad z = \tfrac12 \|D\|_F^2.$$

# %% nbgrader={"grade_id": "forward_graph_picture"}
pictures.layer_chain(
    [("X", "(5, 50)"), ("V1 = W1 X", "(4, 50)"), ("V2 = σ(V1)", "(4, 50)"), ("V3 = W2 V2", "(3, 50)"),
     ("V4 = σ(V3)", "(3, 50)"), ("V5 = W3 V4", "(2, 50)"), ("D = Y − V5", "(2, 50)"), ("z = ½‖D‖²", "a number")],
    alt="A chain of boxes: X (5, 50), V1 = W1 X (4, 50), V2 = relu V1 (4, 50), V3 = W2 V2 (3, 50), V4 = relu V3 (3, 50), "
    "V5 = W3 V4 (2, 50), D = Y - V5 (2, 50), z, a number. Values go to the right, gradients of the same shapes to the left.",
)  # fmt: skip

# %% [markdown]
# ### 1.1 Forward


# %% nbgrader={"grade_id": "forward_pass", "solution": true}
def forward(X, Y, W1, W2, W3):
    """The value of every node.

    X (5, 50), Y (2, 50), W1 (4, 5), W2 (3, 4), W3 (2, 3), or other sizes that fit; float64.
    Returns a dictionary with the keys "X", "Y", "W1", "W2", "W3", "V1", "V2", "V3", "V4", "V5", "D" (float64 arrays) and
    "z", a number. You may add more keys.
    """
    ### BEGIN SOLUTION
    V1 = W1 @ X
    V2 = np.maximum(V1, 0)
    V3 = W2 @ V2
    V4 = np.maximum(V3, 0)
    V5 = W3 @ V4
    D = Y - V5
    z = (D * D).sum() / 2
    return dict(X=X, Y=Y, W1=W1, W2=W2, W3=W3, V1=V1, V2=V2, V3=V3, V4=V4, V5=V5, D=D, z=z)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_helpers"}
NODES = ("V1", "V2", "V3", "V4", "V5", "D")


def three_layers(rng, d=5, h1=4, h2=3, k=2, n=50):
    """X, Y, W1, W2, W3 of standard normal numbers, as a dictionary; n examples with d inputs and k outputs."""
    shapes = {"X": (d, n), "Y": (k, n), "W1": (h1, d), "W2": (h2, h1), "W3": (k, h2)}
    return {name: rng.normal(size=shape) for name, shape in shapes.items()}


def copies(arrays):
    """Copies of the arrays of a dictionary or list."""
    return (
        {name: array.copy() for name, array in arrays.items()} if type(arrays) is dict else [a.copy() for a in arrays]
    )


def same_number(got, expected, name, mistakes=None):
    """Check that `got` is one number, of whatever kind, and equal to `expected`; mistakes: see `check.close`."""
    number = check.number(got, name=name)
    check.close(number, float(expected), name=name, rtol=1e-7, axes={}, mistakes=mistakes)


def same_nodes(got, expected, names, what, mistakes=None):
    """Check the entries `names` of a dictionary against those of another; what: "value" or "gradient".

    mistakes: for some names, what likely mistakes would give.
    """
    check.keys(got, names, name="the result")
    for name in names:
        likely = (mistakes or {}).get(name)
        if np.ndim(expected[name]):
            check.close(got[name], expected[name], name=f"the {what} of {name}", axes={}, mistakes=likely)
        else:
            same_number(got[name], expected[name], f"the {what} of {name}", likely)


# %% tags=["setup"] nbgrader={"grade_id": "setup_small"}
SMALL = {
    "X": np.array([[1.0, -2.0]]),
    "Y": np.array([[0.5, 1.5]]),
    "W1": np.array([[0.5], [-1.0], [0.25]]),
    "W2": np.array([[1.0, -2.0, -1.0], [-0.5, 0.25, 4.0]]),
    "W3": np.array([[2.0, -1.0]]),
}

# %% nbgrader={"grade_id": "forward_public", "points": 1}
# One input, two examples: small enough to follow by hand.
given = copies(SMALL)
got = forward(**given)
V2 = np.array([[0.5, 0.0], [0.0, 2.0], [0.25, 0.0]])
V3 = np.array([[0.25, -4.0], [0.75, 0.5]])
V4 = np.array([[0.25, 0.0], [0.75, 0.5]])
D = np.array([[0.75, 2.0]])
same_nodes(
    got,
    {"V2": V2, "V4": V4, "V5": np.array([[-0.25, -0.5]]), "D": D, "z": 2.28125},
    ("V2", "V4", "V5", "D", "z"),
    "value",
    mistakes={
        "V2": {"is the first ReLU missing?": np.array([[0.5, -1.0], [-1.0, 2.0], [0.25, -0.5]])},
        "V4": {"is the second ReLU missing?": V3},
        "V5": {"a ReLU after the last layer, too?": np.zeros((1, 2))},
        "z": {
            "is the factor ½ missing?": 4.5625,
            "a mean over the examples, where a sum was expected?": 1.140625,
            "half the norm, where half its square was expected?": float(np.linalg.norm(D)) / 2,
        },
    },
)
for name, before in SMALL.items():
    check.unchanged(before, given[name], name=name)
check.passed("forward: V2, V4, V5, D and z are right for the small example")

# %% nbgrader={"grade_id": "forward_values", "points": 2}
# Hidden: all values for fresh matrices, of the sizes above and of others that are all different.
### BEGIN HIDDEN TESTS
for sizes in ({}, {"d": 3, "h1": 6, "h2": 5, "k": 4, "n": 7}):
    given = three_layers(rng, **sizes)
    got = forward(**copies(given))
    expected = reference.forward(**copies(given))
    same_nodes(got, expected, (*given, *NODES, "z"), "value")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "forward_single", "points": 1}
# Hidden: one example, X of shape (5, 1), several times; and that the arguments stay as they were.
### BEGIN HIDDEN TESTS
for _ in range(4):
    given = three_layers(rng, n=1)
    before = copies(given)
    got = forward(**given)
    same_nodes(got, reference.forward(**copies(before)), (*NODES, "z"), "value")
    for name, value in given.items():
        check.unchanged(before[name], value, name=name)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** $Y$ and $V_5$ may be swapped in $D$ without any change in $z$. What does change?
#
# ### 1.2 Backward
#
# The gradient of $f$ with respect to a node, written with a `.g`, has the shape of the node. $z.g = 1$, and $D.g = D$.
# From there, one rule leads on: if $V_j$ depends on $V_i$, then $V_i.g$ is the gradient of the number
# $\langle V_j, V_j.g \rangle$ with respect to $V_i$, with $V_j.g$ held fixed and $\langle A, B \rangle$ the sum of the
# products of corresponding entries. No Jacobian of matrices by matrices, which would have four indices, is ever needed:
# bring the inner product into the form $\langle V_i, \ldots \rangle$, and what stands there is $V_i.g$. For example,
# $\langle W_3 V_4, V_5.g \rangle = \langle V_4, W_3^\top V_5.g \rangle$.
#
# Derive the gradients of $V_5$, $W_3$, $V_4$, $V_3$, $W_2$, $V_2$, $V_1$ and $W_1$, each with its shape. (Graded by hand: 6
# points.)
#
# <details><summary>Hint 1: moving a factor across</summary>
#
# $\langle AB, C \rangle = \langle A, C B^\top \rangle = \langle B, A^\top C \rangle$.
#
# </details>
# <details><summary>Hint 2: an elementwise function</summary>
#
# $\sigma(V)$ is, as long as no entry changes sign, $V \odot M$ with the mask $M = \mathbf 1[V > 0]$.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "backward_derivation", "points": 6, "solution": true}
# **My backward pass**
#
# ### BEGIN SOLUTION
# $V_5.g$: $\langle Y - V_5, D.g\rangle = \text{const} - \langle V_5, D.g \rangle$, so $V_5.g = -D.g = -D$ (2×50).
#
# $\langle W_3 V_4, V_5.g\rangle$ gives $W_3.g = V_5.g\,V_4^\top$ (2×3) and $V_4.g = W_3^\top V_5.g$ (3×50).
#
# $\langle V_3 \odot \mathbf 1[V_3 > 0], V_4.g\rangle$ gives $V_3.g = V_4.g \odot \mathbf 1[V_3 > 0]$ (3×50).
#
# $\langle W_2 V_2, V_3.g \rangle$ gives $W_2.g = V_3.g\,V_2^\top$ (3×4) and $V_2.g = W_2^\top V_3.g$ (4×50).
#
# Likewise $V_1.g = V_2.g \odot \mathbf 1[V_1 > 0]$ (4×50) and $W_1.g = V_1.g\,X^\top$ (4×5).
#
# $X$ and $Y$ are data, not variables: nobody asks for their gradients.
# ### END SOLUTION


# %% nbgrader={"grade_id": "backward_pass", "solution": true}
def backward(values):
    """The gradient of f with respect to every node.

    values: what your `forward` returned. Returns a dictionary with the keys "z" (1), "D", "V5", "V4", "V3", "V2", "V1",
    "W3", "W2", "W1": float64 arrays of the shapes of the nodes. "X" and "Y" may be present or not.
    """
    ### BEGIN SOLUTION
    v, g = values, {"z": 1.0, "D": values["D"], "V5": -values["D"]}
    g["W3"] = g["V5"] @ v["V4"].T
    g["V4"] = v["W3"].T @ g["V5"]
    g["V3"] = g["V4"] * (v["V3"] > 0)
    g["W2"] = g["V3"] @ v["V2"].T
    g["V2"] = v["W2"].T @ g["V3"]
    g["V1"] = g["V2"] * (v["V1"] > 0)
    g["W1"] = g["V1"] @ v["X"].T
    return g
    ### END SOLUTION


# %% nbgrader={"grade_id": "backward_check_picture"}
given = three_layers(np.random.default_rng(8), n=6)
data = {name: given.pop(name) for name in ("X", "Y")}
gradient_check(
    lambda W1, W2, W3: (lambda values: (values["z"], values))(forward(**data, W1=W1, W2=W2, W3=W3)),
    lambda upstream, values: [upstream * backward(values)[name] for name in ("W1", "W2", "W3")],
    given,
    rng=np.random.default_rng(9),
)

# %% nbgrader={"grade_id": "backward_public", "points": 2}
got = backward(forward(**copies(SMALL)))
expected = {
    "V5": np.array([[-0.75, -2.0]]),
    "W3": np.array([[-0.1875, -1.5625]]),
    "V3": np.array([[-1.5, 0.0], [0.75, 2.0]]),
    "W1": np.array([[-1.875], [-1.0], [4.5]]),
}
mean = "is it divided by the number of examples? f is a sum over them, with no mean"
mistakes = {
    "V5": {"the minus sign forgotten? In D, V5 is subtracted": -expected["V5"]},
    "W3": {mean: expected["W3"] / 2, "computed from V3, in place of V4?": np.array([[7.8125, -1.5625]])},
    "V3": {
        "is the mask of the second ReLU missing?": np.array([[-1.5, -4.0], [0.75, 2.0]]),
        "the mask of the gradient, in place of that of V3?": np.array([[0.0, 0.0], [0.75, 2.0]]),
    },
    "W1": {
        mean: expected["W1"] / 2,
        "is the mask of the first ReLU missing?": np.array([[0.125], [2.1875], [-11.5]]),
        "V2.g computed from V4.g, without the mask of the second ReLU?": np.array([[-1.875], [-17.0], [4.5]]),
    },
}
same_nodes(got, expected, ("V5", "W3", "V3"), "gradient", mistakes)
check.keys(got, expected, name="the result")
if type(got["W1"]) is np.ndarray and got["W1"].shape == (3, 3):
    check.fail("the gradient of W1 has shape (3, 3) where (3, 1) was expected.\nComputed from V2, in place of X?")
same_nodes(got, expected, ("W1",), "gradient", mistakes)
check.passed("backward: V5, W3, V3 and W1 have the right gradients in the small example")

# %% nbgrader={"grade_id": "backward_top", "points": 2}
# Hidden: the gradients of z, D, V5, W3 and V4, for fresh matrices of several sizes.
### BEGIN HIDDEN TESTS
for sizes in ({}, {"d": 3, "h1": 6, "h2": 5, "k": 4, "n": 7}):
    given = three_layers(rng, **sizes)
    got = backward(forward(**copies(given)))
    expected = reference.backward(reference.forward(**copies(given)))
    same_nodes(got, expected, ("z", "D", "V5", "W3", "V4"), "gradient")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "backward_middle", "points": 4}
# Hidden: the gradients of V3, W2 and V2, for fresh matrices of several sizes.
### BEGIN HIDDEN TESTS
for sizes in ({}, {"d": 3, "h1": 6, "h2": 5, "k": 4, "n": 7}):
    given = three_layers(rng, **sizes)
    got = backward(forward(**copies(given)))
    expected = reference.backward(reference.forward(**copies(given)))
    same_nodes(got, expected, ("V3", "W2", "V2"), "gradient")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "backward_bottom", "points": 4}
# Hidden: the gradients of V1 and W1, for fresh matrices of several sizes.
### BEGIN HIDDEN TESTS
for sizes in ({}, {"d": 3, "h1": 6, "h2": 5, "k": 4, "n": 7}):
    given = three_layers(rng, **sizes)
    got = backward(forward(**copies(given)))
    expected = reference.backward(reference.forward(**copies(given)))
    same_nodes(got, expected, ("V1", "W1"), "gradient")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "backward_single", "points": 1}
# Hidden: all gradients for a single example, several times; they keep the shapes of the nodes.
### BEGIN HIDDEN TESTS
for _ in range(4):
    given = three_layers(rng, d=6, n=1)
    got = backward(forward(**copies(given)))
    expected = reference.backward(reference.forward(**copies(given)))
    same_nodes(got, expected, ("z", "W1", "W2", "W3", *NODES), "gradient")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "backward_values_kept", "points": 1}
# Hidden: the values that backward was given are as they were, and a second call gives the same gradients.
### BEGIN HIDDEN TESTS
given = three_layers(rng, n=3)
expected = reference.backward(reference.forward(**copies(given)))
twice = remote(
    "lambda forward, backward, given: [(v := forward(**given), backward(v), backward(v))[k] for k in (0, 2)]"
)
values, again = check.pair(twice(forward, backward, given), 2, name="forward and backward")
same_nodes(values, reference.forward(**copies(given)), (*given, *NODES, "z"), "value, after backward, ")
same_nodes(again, expected, ("W1", "W2", "W3"), "gradient, in a second call, ")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Which values of the forward pass does your backward pass use? Those are what a framework must keep; for a
# long network and a large batch they fill most of the memory of a graphics card.

# %% [markdown]
# ## 2. The same by autograd
#
# PyTorch's tensors are your `Scalar`, for arrays. A tensor that `requires_grad` is a *leaf* whose gradient is wanted; what
# you compute from it records itself; `z.backward()` walks back and leaves the gradients in the leaves' `.grad`
# (`torch.autograd.grad(z, leaves)` returns them instead). Compute the three gradients of part 1 this way.
#
# By hand, another nonlinearity means another derivative, and two steps of the backward pass to write anew. Autograd brings the
# derivative with it, so your function takes the nonlinearity as an argument: any function of a tensor, which is used in
# both places where part 1 has its ReLU.
#
# <details><summary>Hint 1: from NumPy and back</summary>
#
# `torch.tensor(W1, requires_grad=True)` copies an array into a leaf and keeps its `float64`. `tensor.numpy()` goes back.
#
# </details>
# <details><summary>Hint 2: no gradient arrives?</summary>
#
# Only leaves get a `.grad`: `W = W * 2`, or a change of type after `requires_grad=True`, makes a new tensor that is not
# a leaf.
#
# </details>


# %% nbgrader={"grade_id": "torch_pass", "solution": true}
def torch_gradients(X, Y, W1, W2, W3, activation=torch.relu):
    """The gradients of f of part 1 with respect to W1, W2 and W3, by PyTorch's autograd, in float64 throughout.

    X, Y, W1, W2, W3: float64 NumPy arrays as in part 1. activation: the nonlinearity, a function of a tensor.
    Returns {"W1": ..., "W2": ..., "W3": ...}, float64 NumPy arrays. Each call starts afresh.
    """
    ### BEGIN SOLUTION
    leaves = [torch.tensor(W, requires_grad=True) for W in (W1, W2, W3)]
    hidden = activation(leaves[1] @ activation(leaves[0] @ torch.tensor(X)))
    z = 0.5 * ((torch.tensor(Y) - leaves[2] @ hidden) ** 2).sum()
    z.backward()
    return {name: leaf.grad.numpy() for name, leaf in zip(("W1", "W2", "W3"), leaves, strict=True)}
    ### END SOLUTION


# %% nbgrader={"grade_id": "torch_public", "points": 1}
got = torch_gradients(**copies(SMALL))
expected = {"W3": np.array([[-0.1875, -1.5625]]), "W1": np.array([[-1.875], [-1.0], [4.5]])}
check.keys(got, ["W1", "W2", "W3"], name="the result")
for name, right in expected.items():
    mistakes = {
        "is the factor ½ missing?": 2 * right,
        "a mean, where a sum was expected?": right / 2,
        f"does autograd not follow the whole way from z back to {name}?": np.zeros_like(right),
    }
    check.close(got[name], right, name=f"the gradient of {name}", rtol=1e-4, axes={}, mistakes=mistakes)
# The same in float64 throughout, so that nine digits are right, with another activation.
other = copies(SMALL) | {"W1": SMALL["W1"] / 3}
got = torch_gradients(**other, activation=remote("torch.square"))
check.keys(got, ["W1", "W2", "W3"], name="the result")
right = np.array([[-0.16627082190959, -0.0071174192494]])
mistakes = {
    "a ReLU in the first of the two places, where the activation belongs?": np.array([[3.6011284722, 0.0220389660]]),
    "a ReLU in the second of the two places, where the activation belongs?": np.array([[0.0, -0.3003472222]]),
    "a ReLU in both places, where the activation belongs?": np.array([[-0.0486111111, -0.4236111111]]),
}
told = "the gradient of W3 with a third of W1, and torch.square as the activation"
check.close(got["W3"], right, name=told, rtol=1e-9, atol=1e-11, axes={}, mistakes=mistakes)
check.passed(
    "torch_gradients: the gradients of W3 and W1 in the small example are right; W3's also with another activation"
)

# %% nbgrader={"grade_id": "torch_values", "points": 2}
# Hidden: the three gradients for fresh matrices of several sizes, to 4 digits.
### BEGIN HIDDEN TESTS
for sizes in ({}, {"d": 3, "h1": 6, "h2": 5, "k": 4, "n": 7}):
    given = three_layers(rng, **sizes)
    expected = reference.backward(reference.forward(**copies(given)))
    got = torch_gradients(**copies(given))
    check.keys(got, ["W1", "W2", "W3"], name="the result")
    for name in ("W1", "W2", "W3"):
        check.close(got[name], expected[name], name=f"the gradient of {name}", rtol=1e-4, atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "torch_called_again", "points": 1}
# Hidden: a second and a third call, with the same and with other weights; nothing is left over from the first.
### BEGIN HIDDEN TESTS
first, second = three_layers(rng, n=6), three_layers(rng, n=6)
for given in (first, first, second):
    expected = reference.backward(reference.forward(**copies(given)))
    got = torch_gradients(**copies(given))
    check.keys(got, ["W1", "W2", "W3"], name="the result")
    for name in ("W1", "W2", "W3"):
        check.close(got[name], expected[name], name=f"the gradient of {name}, called again", rtol=1e-4, atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "torch_activations", "points": 1}
# Hidden: the three gradients with other activations, which part 1 does not have: tanh, sigmoid, softplus.
### BEGIN HIDDEN TESTS
for name in ("torch.tanh", "torch.sigmoid", "torch.nn.functional.softplus"):
    given = three_layers(rng, n=6)
    expected = reference.torch_gradients(**copies(given), activation=operator.attrgetter(name.partition(".")[2])(torch))
    got = torch_gradients(**copies(given), activation=remote(name))
    check.keys(got, ["W1", "W2", "W3"], name="the result")
    for weight in ("W1", "W2", "W3"):
        check.close(got[weight], expected[weight], name=f"the gradient of {weight}, with {name}", rtol=1e-4, atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "torch_double", "points": 1}
# Hidden, announced in the docstring: float64 throughout, so that ten digits are right, with tanh as well.
### BEGIN HIDDEN TESTS
given = three_layers(rng)
expected = reference.backward(reference.forward(**copies(given)))
got = torch_gradients(**copies(given))
check.keys(got, ["W1", "W2", "W3"], name="the result")
for name in ("W1", "W2", "W3"):
    check.close(got[name], expected[name], name=f"the gradient of {name}", rtol=1e-10, atol=1e-9)
given = three_layers(rng)
expected = reference.torch_gradients(**copies(given), activation=torch.tanh)
got = torch_gradients(**copies(given), activation=remote("torch.tanh"))
check.keys(got, ["W1", "W2", "W3"], name="the result")
for name in ("W1", "W2", "W3"):  # measured with small steps, fewer digits are right
    check.close(got[name], expected[name], name=f"the gradient of {name}, with tanh", rtol=1e-11, atol=1e-11)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "torch_compare"}
given = three_layers(np.random.default_rng(2))
by_hand, by_autograd = backward(forward(**given)), torch_gradients(**given)
for name in ("W1", "W2", "W3"):
    apart = np.abs(by_hand[name] - by_autograd[name]).max() / np.abs(by_hand[name]).max()
    print(
        f"{name}: by hand and by autograd",
        "agree to 10 digits" if apart < 1e-10 else f"differ by {apart:.1e} of the largest",
    )

# %% [markdown]
# Do the gradients of parts 1 and 2 agree? To how many digits, and why not to all of them? How many would it be in `float32`,
# PyTorch's default? (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "torch_agreement", "points": 2, "solution": true}
# **My comparison**
#
# ### BEGIN SOLUTION
# They agree to about 15 digits, relative to the largest entry. Both compute the same formulas, but sum in another order, so
# that rounding differs in the last digit or two of `float64` (about 16 digits). In `float32`, with about 7 digits, they would
# agree to 6 or so.
# ### END SOLUTION

# %% [markdown]
# **Think about it.** Call `backward()` twice on the same leaves and `.grad` holds the *sum*. In which situation is this
# what one wants? What, then, must every training loop contain?

# %% [markdown]
# ## 3. Twelve partial derivatives
#
# Now one example, a column of numbers, with biases, and **without the ½**:
#
# $$q = W^{(1)} x + b^{(1)}, \qquad h = \operatorname{ReLU}(q), \qquad p = W^{(2)} h + b^{(2)}, \qquad L = (p - y)^\top (p - y),$$
#
# $x$ of length $D$, $W^{(1)}$ of shape $H_1 \times D$, $W^{(2)}$ of shape $H_2 \times H_1$; no mean either. You will need
# Kronecker's $\delta_{ij}$: 1 if $i = j$, else 0. In code, `np.eye(n)[i, j]`.
#
# ### 3.1 From the loss down to the second layer
#
# Derive $\dfrac{\partial L}{\partial p_j},\ \dfrac{\partial p_i}{\partial W^{(2)}_{ik}},\
# \dfrac{\partial L}{\partial W^{(2)}_{ik}},\ \dfrac{\partial L}{\partial b^{(2)}_i},\ \dfrac{\partial p_i}{\partial h_j}$, in
# terms of $x, y, h, p$ and the weights. (Graded by hand: 4 points.)

# %% [markdown] nbgrader={"grade_id": "partial_a_derivation", "points": 4, "solution": true}
# **My five terms**
#
# ### BEGIN SOLUTION
# $L = \sum_j (p_j - y_j)^2$, so $\partial L/\partial p_j = 2(p_j - y_j)$.
#
# $p_i = \sum_k W^{(2)}_{ik} h_k + b^{(2)}_i$, so $\partial p_i/\partial W^{(2)}_{ik} = h_k$, for every $i$ (and
# $\partial p_i/\partial W^{(2)}_{ak} = \delta_{ia} h_k$ in general), and $\partial p_i / \partial h_j = W^{(2)}_{ij}$.
#
# $W^{(2)}_{ik}$ and $b^{(2)}_i$ enter $p_i$ only: $\partial L/\partial W^{(2)}_{ik} = 2(p_i - y_i)\,h_k$ and
# $\partial L/\partial b^{(2)}_i = 2(p_i - y_i)$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "partial_a_code", "solution": true}
def partials_a(x, y, W1, b1, W2, b2):
    """x (D,), y (H2,), W1 (H1, D), b1 (H1,), W2 (H2, H1), b2 (H2,), float64. Returns five float64 arrays:

    dL/dp (H2,); dp_i/dW2_ik (H2, H1), or all dp_i/dW2_ak as (H2, H2, H1); dL/dW2 (H2, H1); dL/db2 (H2,); dp/dh (H2, H1).
    """
    ### BEGIN SOLUTION
    h = np.maximum(W1 @ x + b1, 0)
    g = 2 * (W2 @ h + b2 - y)
    return g, np.tile(h, (len(y), 1)), np.outer(g, h), g, W2
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_two_layers"}
def two_layers(rng, d=5, h1=4, h2=3):
    """Fresh x, y, W1, b1, W2, b2; about half of the hidden units are active, at least one is and one is not."""
    while True:
        x, y, b1, b2 = (rng.normal(size=n) for n in (d, h2, h1, h2))
        W1, W2 = rng.normal(size=(h1, d)), rng.normal(size=(h2, h1))
        q = W1 @ x + b1
        if 0 < (q > 0).sum() < h1 and np.abs(q).min() > 0.05:
            return x, y, W1, b1, W2, b2


SIZES = ({}, {"d": 2, "h1": 6, "h2": 4}, {"d": 6, "h1": 3, "h2": 1})
x = np.array([1.0, -2.0])
y = np.array([0.5])
W1 = np.array([[1.0, 0.5], [0.25, -1.0], [-1.0, 1.0]])
W2 = np.array([[2.0, -1.0, 3.0]])
TINY = (x, y, W1, np.array([0.5, -0.25, 1.0]), W2, np.array([0.25]))
# The same with a second output.
TINY_TWO = (x, np.append(y, 0.5), W1, TINY[3], np.vstack([W2, [[0.5, 0.25, -1.0]]]), np.array([0.25, 1.25]))

# %% nbgrader={"grade_id": "partial_a_public", "points": 1}
# Here q = (0.5, 2, -2), so h = (0.5, 2, 0), p = (-0.75, 2), and p - y = (-1.25, 1.5).
got = check.pair(partials_a(*copies(TINY_TWO)), 5, name="partials_a")
mistakes = {
    "is the ReLU missing?": np.array([-14.5, 7.0]),
    "is the factor 2 of the square missing, or is it a mean over the two outputs?": np.array([-1.25, 1.5]),
    "a mean over the hidden units? There is no mean": np.array([-2.5, 3.0]) / 3,
}
check.close(got[0], np.array([-2.5, 3.0]), name="dL/dp", axes={}, mistakes=mistakes)
check.close(got[2], np.array([[-1.25, -5.0, 0.0], [1.5, 6.0, 0.0]]), name="dL/dW2", axes={})
check.passed("partials_a: dL/dp and dL/dW2 are right for the small example")

# %% nbgrader={"grade_id": "partial_a_loss", "points": 1}
# Hidden: dL/dp for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_a(*copies(given))[0]
    check.close(check.pair(partials_a(*copies(given)), 5, name="partials_a")[0], expected, name="dL/dp")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_a_by_weight", "points": 1}
# Hidden: dp_i/dW2_ik, or the full array of three axes, for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_a(*copies(given))[1]
    got = check.pair(partials_a(*copies(given)), 5, name="partials_a")[1]
    if type(got) is np.ndarray and got.ndim == 3:
        expected = np.eye(len(expected))[:, :, None] * expected[0]
    check.close(got, expected, name="dp_i/dW2_ik")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_a_weights", "points": 1}
# Hidden: dL/dW2 for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_a(*copies(given))[2]
    check.close(check.pair(partials_a(*copies(given)), 5, name="partials_a")[2], expected, name="dL/dW2")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_a_bias", "points": 1}
# Hidden: dL/db2 for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_a(*copies(given))[3]
    check.close(check.pair(partials_a(*copies(given)), 5, name="partials_a")[3], expected, name="dL/db2")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_a_by_hidden", "points": 1}
# Hidden: dp/dh for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_a(*copies(given))[4]
    check.close(check.pair(partials_a(*copies(given)), 5, name="partials_a")[4], expected, name="dp/dh")
### END HIDDEN TESTS

# %% [markdown]
# ### 3.2 Through the ReLU
#
# Derive $\dfrac{\partial h_j}{\partial q_i},\ \dfrac{\partial L}{\partial h_i},\ \dfrac{\partial L}{\partial q_i}$. (Graded by
# hand: 2 points.)
#
# <details><summary>Hint: every output depends on every hidden unit</summary>
#
# $h_i$ acts on the loss through all of $p_1, p_2, \ldots$: the chain rule has a sum. Over which index of $W^{(2)}$?
#
# </details>

# %% [markdown] nbgrader={"grade_id": "partial_b_derivation", "points": 2, "solution": true}
# **My three terms**
#
# ### BEGIN SOLUTION
# $\partial h_j/\partial q_i = \delta_{ij}\,\mathbf 1[q_i > 0]$.
#
# $\partial L/\partial h_i = \sum_j (\partial L/\partial p_j)(\partial p_j/\partial h_i) = \sum_j 2(p_j - y_j)\,W^{(2)}_{ji}$.
#
# $\partial L/\partial q_i = \sum_j (\partial L/\partial h_j)(\partial h_j/\partial q_i)
# = \mathbf 1[q_i > 0] \sum_j 2(p_j - y_j)\,W^{(2)}_{ji}$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "partial_b_code", "solution": true}
def partials_b(x, y, W1, b1, W2, b2):
    """Arguments as above; no entry of q is 0. Returns dh/dq (H1, H1), dL/dh (H1,) and dL/dq (H1,), float64."""
    ### BEGIN SOLUTION
    q = W1 @ x + b1
    g = 2 * (W2 @ np.maximum(q, 0) + b2 - y)
    mask = (q > 0).astype(float)
    return np.diag(mask), W2.T @ g, mask * (W2.T @ g)
    ### END SOLUTION


# %% nbgrader={"grade_id": "partial_b_public", "points": 1}
got = check.pair(partials_b(*copies(TINY)), 3, name="partials_b")
masked = {"the mask used in dL/dh already? It belongs in dL/dq only": np.array([-5.0, 2.5, 0.0])}
check.close(got[1], np.array([-5.0, 2.5, -7.5]), name="dL/dh", axes={}, mistakes=masked)
check.close(got[2], np.array([-5.0, 2.5, 0.0]), name="dL/dq", axes={})
got = check.pair(partials_b(*copies(TINY_TWO)), 3, name="partials_b")
mistakes = {
    "only the first output counted? h acts on the loss through both": np.array([-5.0, 2.5, -7.5]),
    "only the second output counted? h acts on the loss through both": np.array([1.5, 0.75, -3.0]),
    "a mean over the outputs? The chain rule has a sum": np.array([-1.75, 1.625, -5.25]),
}
right = np.array([-3.5, 3.25, -10.5])
check.close(got[1], right, name="dL/dh, with a second output", axes={}, mistakes=mistakes)
check.passed("partials_b: dL/dh and dL/dq are right for the small example, dL/dh also with a second output")

# %% nbgrader={"grade_id": "partial_b_relu", "points": 1}
# Hidden: dh/dq for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_b(*copies(given))[0]
    check.close(check.pair(partials_b(*copies(given)), 3, name="partials_b")[0], expected, name="dh/dq")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_b_hidden", "points": 1}
# Hidden: dL/dh for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_b(*copies(given))[1]
    check.close(check.pair(partials_b(*copies(given)), 3, name="partials_b")[1], expected, name="dL/dh")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_b_before", "points": 1}
# Hidden: dL/dq for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_b(*copies(given))[2]
    check.close(check.pair(partials_b(*copies(given)), 3, name="partials_b")[2], expected, name="dL/dq")
### END HIDDEN TESTS

# %% [markdown]
# ### 3.3 Down to the first layer
#
# Derive $\dfrac{\partial q_i}{\partial W^{(1)}_{jk}},\ \dfrac{\partial q_i}{\partial b^{(1)}_j},\
# \dfrac{\partial L}{\partial W^{(1)}_{jk}},\ \dfrac{\partial L}{\partial b^{(1)}_i}$. You may use $\partial L/\partial q_i$.
# (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "partial_c_derivation", "points": 3, "solution": true}
# **My four terms**
#
# ### BEGIN SOLUTION
# $q_i = \sum_k W^{(1)}_{ik} x_k + b^{(1)}_i$: a weight of row $j$ acts on $q_j$ only. Hence
# $\partial q_i/\partial W^{(1)}_{jk} = \delta_{ij}\,x_k$ and $\partial q_i/\partial b^{(1)}_j = \delta_{ij}$.
#
# $\partial L/\partial W^{(1)}_{jk} = \sum_i (\partial L/\partial q_i)\,\delta_{ij}\,x_k = (\partial L/\partial q_j)\,x_k$, and
# $\partial L/\partial b^{(1)}_i = \partial L/\partial q_i$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "partial_c_code", "solution": true}
def partials_c(x, y, W1, b1, W2, b2):
    """Arguments as above. Returns four float64 arrays:

    dq_i/dW1_jk (H1, H1, D), the entry [i, j, k]; dq/db1 (H1, H1); dL/dW1 (H1, D); dL/db1 (H1,).
    """
    ### BEGIN SOLUTION
    _, _, dq = partials_b(x, y, W1, b1, W2, b2)
    delta = np.eye(len(b1))
    return delta[:, :, None] * x, delta, np.outer(dq, x), dq
    ### END SOLUTION


# %% nbgrader={"grade_id": "partial_c_public", "points": 1}
got = check.pair(partials_c(*copies(TINY)), 4, name="partials_c")
check.close(got[2], np.array([[-5.0, 10.0], [2.5, -5.0], [0.0, 0.0]]), name="dL/dW1", axes={})
check.close(got[3], np.array([-5.0, 2.5, 0.0]), name="dL/db1", axes={})
check.passed("partials_c: dL/dW1 and dL/db1 are right for the small example")

# %% nbgrader={"grade_id": "partial_c_by_weight", "points": 1}
# Hidden: dq_i/dW1_jk for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_c(*copies(given))[0]
    check.close(check.pair(partials_c(*copies(given)), 4, name="partials_c")[0], expected, name="dq_i/dW1_jk")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_c_by_bias", "points": 1}
# Hidden: dq_i/db1_j for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_c(*copies(given))[1]
    check.close(check.pair(partials_c(*copies(given)), 4, name="partials_c")[1], expected, name="dq_i/db1_j")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_c_weights", "points": 1}
# Hidden: dL/dW1 for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_c(*copies(given))[2]
    check.close(check.pair(partials_c(*copies(given)), 4, name="partials_c")[2], expected, name="dL/dW1")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partial_c_bias", "points": 1}
# Hidden: dL/db1 for fresh arrays of several sizes.
### BEGIN HIDDEN TESTS
for sizes in SIZES:
    given = two_layers(rng, **sizes)
    expected = reference.partials_c(*copies(given))[3]
    check.close(check.pair(partials_c(*copies(given)), 4, name="partials_c")[3], expected, name="dL/db1")
### END HIDDEN TESTS

# %% [markdown]
# All of $\partial q_i / \partial W^{(1)}_{jk}$ for the small example, with one row for each $i$ and one column for each
# pair $(j, k)$: almost nothing but zeros.

# %% nbgrader={"grade_id": "partial_c_picture"}
pictures.jacobian(partials_c(*copies(TINY))[0].reshape(3, 6), name="q with respect to the six entries of W1")

# %% [markdown]
# **Think about it.** A layer with 1,000 inputs and 1,000 outputs: how many entries does this array have, and how many
# are not 0? What does the backward pass compute instead?

# %% [markdown]
# ## 4. Any depth
#
# $L$ hidden layers, so $M = L + 1$ matrices: `weights = [W1, ..., WM]` and `biases = [b1, ..., bM]`, $W_l$ of shape
# $n_l \times n_{l-1}$. A ReLU follows every layer **but the last**; the loss is $\|p - y\|^2$ (no ½, no mean).
#
# ### 4.1 Forward
#
# Write the forward pass as a recurrence, biases included. (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "deep_forward_recurrence", "points": 3, "solution": true}
# **My recurrence**
#
# ### BEGIN SOLUTION
# $h_0 = x$; for $l = 1, \ldots, L$: $q_l = W_l h_{l-1} + b_l$ and $h_l = \max(q_l, 0)$; finally $p = W_{L+1} h_L + b_{L+1}$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "deep_forward_code", "solution": true}
def deep_forward(x, weights, biases):
    """x float64 (n_0,); weights: M >= 1 arrays, W_l (n_l, n_(l-1)); biases: M arrays, b_l (n_l,). Returns p (n_M,)."""
    ### BEGIN SOLUTION
    h = x
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        h = np.maximum(W @ h + b, 0)
    return weights[-1] @ h + biases[-1]
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_deep"}
def deep_network(rng, widths):
    """Fresh x, weights and biases for these widths; no unit of a hidden layer is near the corner of its ReLU."""
    while True:
        weights = [rng.normal(size=(m, n)) for n, m in pairwise(widths)]
        biases = [rng.normal(size=m) for m in widths[1:]]
        h = x = rng.normal(size=widths[0])
        inner = []
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            inner.append(W @ h + b)
            h = np.maximum(inner[-1], 0)
        if all(np.abs(q).min() > 0.02 and (q > 0).any() for q in inner):
            return x, weights, biases


# %% nbgrader={"grade_id": "deep_forward_public", "points": 1}
# The small example of part 3, with a second output: h = (0.5, 2, 0).
x, _, W1, b1, W2, b2 = copies(TINY_TWO)
p = deep_forward(x, [W1, W2], [b1, b2])
if type(p) is np.ndarray and p.shape == (3,):
    check.fail("p has 3 entries, as many as there are hidden units, where 2 were expected: is the last layer missing?")
mistakes = {
    "is the last bias missing?": np.array([-1.0, 0.75]),
    "is the first bias missing?": np.array([-2.0, 1.8125]),
    "are the biases missing?": np.array([-2.25, 0.5625]),
    "is the ReLU missing?": np.array([-6.75, 4.0]),
}
check.close(p, np.array([-0.75, 2.0]), name="p", axes={}, mistakes=mistakes)
check.passed("deep_forward: p is right for a network with one hidden layer and two outputs")

# %% nbgrader={"grade_id": "deep_forward_values", "points": 3}
# Hidden: fresh networks of several depths, with layers of different widths.
### BEGIN HIDDEN TESTS
for widths in ((3, 4, 2), (2, 5, 3, 4, 1), (4, 6, 5, 3)):
    x, weights, biases = deep_network(rng, widths)
    expected = reference.deep_forward(x.copy(), copies(weights), copies(biases))
    check.close(deep_forward(x, weights, biases), expected, name=f"p, for widths {widths}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deep_forward_edges", "points": 1}
# Hidden: no hidden layer at all, and layers of width 1; x stays as it was.
### BEGIN HIDDEN TESTS
for widths in ((4, 3), (5, 4), (6, 3), (1, 1, 1, 1)):
    x, weights, biases = deep_network(rng, widths)
    before = x.copy()
    expected = reference.deep_forward(before.copy(), copies(weights), copies(biases))
    check.close(deep_forward(x, weights, biases), expected, name=f"p, for widths {widths}")
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% [markdown]
# ### 4.2 What does it cost?
#
# We count operations for **one example**, by this convention: every multiplication, addition or subtraction of two numbers is
# one operation, a ReLU of one number is one; a dot product of length $n$ is $n$ multiplications and $n - 1$ additions; adding
# a bias is one addition for each output. The loss is not counted.
#
# How many operations does the forward pass take if all $L + 1$ layers have width 1, and which dominate: the products (biases
# included) or the nonlinearities? And at width $H$? (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "forward_count_words", "points": 2, "solution": true}
# **My count**
#
# ### BEGIN SOLUTION
# At width 1 each of the $L$ hidden layers takes one multiplication, one addition and one ReLU, the last layer no ReLU:
# $3L + 2$, of order $L$. Products and biases are twice as many as the ReLUs, but of the same order. At width $H$ a layer takes
# $2H^2$ operations for its products and bias, and $H$ for its ReLUs: the products dominate.
# ### END SOLUTION


# %% nbgrader={"grade_id": "forward_count_code", "solution": true}
def forward_operations(widths):
    """The number of operations of one forward pass, by the convention above.

    widths: [n_0, ..., n_M], at least two ints. Returns an int.
    """
    ### BEGIN SOLUTION
    products = sum(2 * n * m for n, m in pairwise(widths))
    return products + sum(widths[1:-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "forward_count_public", "points": 1}
mistakes = (
    ("are the ReLUs missing?", 8, 40),
    ("a ReLU after the last layer, too?", 12, 46),
    ("are the additions of the biases missing?", 7, 38),
)
for case, (widths, expected) in enumerate((([1, 1, 1, 1, 1], 11), ([3, 4, 2], 44))):
    likely = {told: numbers[case] for told, *numbers in mistakes}
    check.close(forward_operations(widths), expected, name=f"operations for widths {widths}", mistakes=likely)
check.passed("forward_operations: right for four layers of width 1, and for widths 3, 4, 2")

# %% nbgrader={"grade_id": "forward_count_fresh", "points": 2}
# Hidden: several depths and widths, with and without hidden layers, against a run in which every operation is counted.
### BEGIN HIDDEN TESTS
for widths in ([4, 3], [6, 6, 6, 6], [2, 5, 3, 4, 1], [5, 4, 3, 2, 1], [7, 1], rng.integers(2, 7, size=4).tolist()):
    x, weights, biases = deep_network(rng, widths)
    tally = Counter()
    reference.deep_forward(counted(x, tally), [counted(W, tally) for W in weights], [counted(b, tally) for b in biases])
    check.equal(forward_operations(widths), tally.total(), name=f"operations for widths {widths}")
### END HIDDEN TESTS

# %% [markdown]
# ### 4.3 Backward
#
# Write the recurrence for the gradients with respect to all weights and biases, for one example $x$ with target $y$.
# (Graded by hand: 3 points.)
#
# <details><summary>Hint: name the error of a layer</summary>
#
# Let $\delta_l = \partial L/\partial q_l$, and $\delta_M = \partial L/\partial p$. Part 3 shows how $\delta_{l-1}$ follows from
# $\delta_l$, and how the gradients of $W_l$ and $b_l$ do.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "deep_backward_recurrence", "points": 3, "solution": true}
# **My recurrence**
#
# ### BEGIN SOLUTION
# $\delta_M = 2(p - y)$. For $l = M, \ldots, 1$: $\partial L/\partial W_l = \delta_l h_{l-1}^\top$,
# $\partial L/\partial b_l = \delta_l$, and, if $l > 1$, $\delta_{l-1} = (W_l^\top \delta_l) \odot \mathbf 1[q_{l-1} > 0]$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "deep_backward_code", "solution": true}
def deep_backward(x, y, weights, biases):
    """The gradients of |p - y|^2 for one example.

    x (n_0,), y (n_M,), weights and biases as above, float64; no hidden unit is exactly at 0.
    Returns (weight_gradients, bias_gradients): two lists of M arrays, in the order and shapes of weights and biases.
    """
    ### BEGIN SOLUTION
    hs = [x]
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        hs.append(np.maximum(W @ hs[-1] + b, 0))
    delta = 2 * (weights[-1] @ hs[-1] + biases[-1] - y)
    by_weights, by_biases = [], []
    for W, h in zip(reversed(weights), reversed(hs), strict=True):
        by_weights.insert(0, np.outer(delta, h))
        by_biases.insert(0, delta)
        if h is not x:
            delta = (W.T @ delta) * (h > 0)
    return by_weights, by_biases
    ### END SOLUTION


# %% nbgrader={"grade_id": "deep_backward_public", "points": 1}
x, y, W1, b1, W2, b2 = copies(TINY)
by_weights, by_biases = check.pair(deep_backward(x, y, [W1, W2], [b1, b2]), 2, name="deep_backward")
by_weights = check.entries(by_weights, 2, name="the list of weight gradients")
by_biases = check.entries(by_biases, 2, name="the list of bias gradients")
if [array.shape for array in by_weights if type(array) is np.ndarray] == [(1, 3), (3, 2)]:
    check.fail("The list of weight gradients begins with that of the last layer: the order is that of `weights`.")
check.close(by_weights[0], np.array([[-5.0, 10.0], [2.5, -5.0], [0.0, 0.0]]), name="dL/dW1", axes={})
check.close(by_weights[1], np.array([[-1.25, -5.0, 0.0]]), name="dL/dW2", axes={})
check.close(by_biases[0], np.array([-5.0, 2.5, 0.0]), name="dL/db1", axes={})
check.unchanged(TINY[1], y, name="y")
check.passed("deep_backward: dL/dW1, dL/dW2 and dL/db1 are right for the small example of part 3")

# %% nbgrader={"grade_id": "deep_backward_weights", "points": 2}
# Hidden: the gradients of the weights, for fresh networks of several depths and different widths.
### BEGIN HIDDEN TESTS
for widths in ((3, 4, 2), (2, 5, 3, 4, 1), (4, 6, 5, 3)):
    x, weights, biases = deep_network(rng, widths)
    y = rng.normal(size=widths[-1])
    expected, _ = reference.deep_backward(x.copy(), y.copy(), copies(weights), copies(biases))
    got, _ = check.pair(deep_backward(x, y, weights, biases), 2, name="deep_backward")
    got = check.pair(got, len(weights), name="the list of weight gradients")
    for layer, right in enumerate(expected):
        check.close(got[layer], right, name=f"dL/dW{layer + 1}, for widths {widths}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deep_backward_biases", "points": 1}
# Hidden: the gradients of the biases, for fresh networks of several depths and different widths.
### BEGIN HIDDEN TESTS
for widths in ((3, 4, 2), (2, 5, 3, 4, 1), (4, 6, 5, 3)):
    x, weights, biases = deep_network(rng, widths)
    y = rng.normal(size=widths[-1])
    _, expected = reference.deep_backward(x.copy(), y.copy(), copies(weights), copies(biases))
    _, got = check.pair(deep_backward(x, y, weights, biases), 2, name="deep_backward")
    got = check.pair(got, len(biases), name="the list of bias gradients")
    for layer, right in enumerate(expected):
        check.close(got[layer], right, name=f"dL/db{layer + 1}, for widths {widths}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "deep_backward_edges", "points": 1}
# Hidden: no hidden layer at all, and layers of width 1; x and y stay as they were.
### BEGIN HIDDEN TESTS
for widths in ((4, 3), (1, 1, 1, 1)):
    x, weights, biases = deep_network(rng, widths)
    y = rng.normal(size=widths[-1])
    before = x.copy(), y.copy()
    expected = reference.deep_backward(x.copy(), y.copy(), copies(weights), copies(biases))
    got = check.pair(deep_backward(x, y, weights, biases), 2, name="deep_backward")
    for name, one, right in zip("Wb", got, expected, strict=True):
        entries = check.pair(one, len(weights), name=f"the list of gradients of the {name}s")
        for layer, array in enumerate(right):
            check.close(entries[layer], array, name=f"dL/d{name}{layer + 1}, for widths {widths}")
    check.unchanged(before[0], x, name="x")
    check.unchanged(before[1], y, name="y")
### END HIDDEN TESTS

# %% [markdown]
# ### 4.4 What does it cost?
#
# By the same convention, for one example. The forward pass and $p - y$ have been computed already and are not counted. The
# factor 2 of $\delta_M$ is one multiplication for each output; each use of a ReLU's mask is one multiplication for each unit;
# an entry of $\delta_l h_{l-1}^\top$ is one multiplication; gradients are written down, not added to others; the gradient of a
# bias costs nothing more. **No error is computed for the input $x$.**
#
# How many operations does backpropagation take if all layers have width 1, and which ones dominate? And at width $H$?
# (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "backward_count_words", "points": 2, "solution": true}
# **My count**
#
# ### BEGIN SOLUTION
# At width 1: the factor 2 (1), $L + 1$ weight gradients, and for each of the $L$ hidden layers one multiplication by the weight
# and one by the mask: $1 + (L + 1) + 2L = 3L + 2$, as many as in the forward pass, of order $L$. Products and masks are
# of the same order there. At width $H$ each layer takes $H^2$ for the weight gradient and $H(2H - 1)$ for the error,
# against $H$ for the mask: the products dominate, about $3H^2$ per layer, 1.5 times the forward pass.
# ### END SOLUTION


# %% nbgrader={"grade_id": "backward_count_code", "solution": true}
def backward_operations(widths):
    """The number of operations of one backward pass, by the convention above.

    widths: [n_0, ..., n_M], at least two ints. Returns an int.
    """
    ### BEGIN SOLUTION
    pairs = list(pairwise(widths))
    by_weights = sum(n * m for n, m in pairs)
    errors = sum(n * (2 * m - 1) for n, m in pairs[1:])
    return widths[-1] + by_weights + errors + sum(widths[1:-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "backward_count_public", "points": 1}
mistakes = (
    ("are the masks missing?", 8, 34),
    ("is the factor 2 of the last error missing?", 10, 36),
    ("an error computed for the input, too?", 12, 59),
    ("are the gradients of the weights missing?", 7, 18),
    ("a sum of n numbers takes n - 1 additions, not n", 14, 42),
)
for case, (widths, expected) in enumerate((([1, 1, 1, 1, 1], 11), ([3, 4, 2], 38))):
    likely = {told: numbers[case] for told, *numbers in mistakes}
    check.close(backward_operations(widths), expected, name=f"operations for widths {widths}", mistakes=likely)
check.passed("backward_operations: right for four layers of width 1, and for widths 3, 4, 2")

# %% nbgrader={"grade_id": "backward_count_fresh", "points": 2}
# Hidden: several depths and widths, with and without hidden layers, against a run in which every operation is counted.
### BEGIN HIDDEN TESTS
for widths in ([4, 3], [6, 6, 6, 6], [2, 5, 3, 4, 1], [5, 4, 3, 2, 1], [7, 1], rng.integers(2, 7, size=4).tolist()):
    x, weights, biases = deep_network(rng, widths)
    y = rng.normal(size=widths[-1])
    both, forth = Counter(), Counter()
    reference.deep_backward(
        *(counted(a, both) for a in (x, y)), *([counted(a, both) for a in s] for s in (weights, biases))
    )
    reference.deep_forward(counted(x, forth), *([counted(a, forth) for a in s] for s in (weights, biases)))
    # Multiplications and additions: p - y is reused, and a mask is the forward pass's own comparison.
    right = sum(both[op] - forth[op] for op in ("mul", "add"))
    check.equal(backward_operations(widths), right, name=f"operations for widths {widths}")
### END HIDDEN TESTS

# %% [markdown]
# Is that so? Here every operation of *your* two passes is counted as they run, for a network with three layers of equal
# width. (`deep_backward` computes the forward pass as well, and the comparisons for its masks; so its curve is the sum
# of both.)

# %% nbgrader={"grade_id": "backward_count_picture"}
sizes, once, both = [1, 2, 3, 4, 6, 8], [], []
for width in sizes:
    x, weights, biases = deep_network(np.random.default_rng(width), [width] * 4)
    tally = Counter()
    network = [counted(W, tally) for W in weights], [counted(b, tally) for b in biases]
    deep_forward(counted(x, tally), *network)
    once.append(tally.total())
    tally.clear()
    deep_backward(counted(x, tally), counted(x, tally), *network)
    both.append(tally.total())
pictures.operation_counts(sizes, {"forward": once, "forward and backward": both}, size="width of the layers")

# %% [markdown]
# **Think about it.** For one example, backward costs 1.5 times forward when the layers are wide; for a large batch it is twice.
# Which of its products was cheaper for one example, and why? (Look at what a batch adds up.)

# %% [markdown]
# ## 5. Jacobians
#
# The Jacobian of a function of vectors, in *numerator layout*, has one **row for each output** and one column for each input:
# $J_{ij} = \partial f_i/\partial x_j$. Matrices only, no arrays of three axes.
#
# ### 5.1 A sum
#
# $f(x) = W_1 x$ and $g(x) = W_2 x$, both matrices of shape $b \times a$. What are the Jacobians of $f$, of $g$ and of
# $h(x) = f(x) + g(x)$? And that of $h$ if $W_1 = W_2$? Derive them from the elements. (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "jacobian_sum_derivation", "points": 3, "solution": true}
# **My Jacobians**
#
# ### BEGIN SOLUTION
# $f_i = \sum_k (W_1)_{ik} x_k$, so $\partial f_i/\partial x_j = (W_1)_{ij}$: $J_f = W_1$, and likewise $J_g = W_2$, both
# $b \times a$. The derivative of a sum is the sum of the derivatives, $J_h = W_1 + W_2$. With $W_1 = W_2$ it is $2 W_1$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "jacobian_sum_code", "solution": true}
def sum_jacobians(W1, W2):
    """W1, W2 float64 (b, a). Returns the Jacobians of W1 x, of W2 x and of W1 x + W2 x, float64."""
    ### BEGIN SOLUTION
    return W1, W2, W1 + W2
    ### END SOLUTION


def twice_jacobian(W):
    """W float64 (b, a). Returns the Jacobian of W x + W x, float64."""
    ### BEGIN SOLUTION
    return 2 * W
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_measure"}
def measured_jacobian(function, x, h=1e-5):
    """The Jacobian of a function of vectors at x, (outputs, inputs), by central differences."""
    steps = h * np.eye(len(x))
    return np.stack([(function(x + step) - function(x - step)) / (2 * h) for step in steps], axis=1)


# %% nbgrader={"grade_id": "jacobian_sum_public", "points": 1}
W1, W2 = np.array([[1.5, 2.0, -1.0], [0.5, 0.0, 3.0]]), np.array([[0.0, 1.0, 1.5], [2.5, -2.0, 1.0]])
got = check.pair(sum_jacobians(W1.copy(), W2.copy()), 3, name="sum_jacobians")
x = np.array([0.5, -1.0, 2.0])
check.close(got[0], measured_jacobian(lambda x: W1 @ x, x), name="the Jacobian of f", rtol=1e-6, axes={})
right = measured_jacobian(lambda x: W1 @ x + W2 @ x, x)
check.close(got[2], right, name="the Jacobian of f + g", rtol=1e-6, axes={})
check.passed("sum_jacobians: the Jacobians of f and of f + g agree with measured slopes")

# %% nbgrader={"grade_id": "jacobian_sum_parts", "points": 2}
# Hidden: the Jacobians of f and g for fresh matrices of several shapes.
### BEGIN HIDDEN TESTS
for shape in ((2, 3), (5, 4), (1, 6)):
    W1, W2 = rng.normal(size=shape), rng.normal(size=shape)
    x = rng.normal(size=shape[1])
    got = check.pair(sum_jacobians(W1.copy(), W2.copy()), 3, name="sum_jacobians")
    for name, W, one in zip("fg", (W1, W2), got, strict=False):
        right = measured_jacobian(lambda x, W=W: W @ x, x)
        check.close(one, right, name=f"the Jacobian of {name}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "jacobian_sum_whole", "points": 2}
# Hidden: the Jacobian of f + g for fresh matrices of several shapes.
### BEGIN HIDDEN TESTS
for shape in ((2, 3), (5, 4), (1, 6)):
    W1, W2 = rng.normal(size=shape), rng.normal(size=shape)
    right = measured_jacobian(lambda x, W1=W1, W2=W2: W1 @ x + W2 @ x, rng.normal(size=shape[1]))
    got = check.pair(sum_jacobians(W1.copy(), W2.copy()), 3, name="sum_jacobians")
    check.close(got[2], right, name="the Jacobian of f + g", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "jacobian_sum_equal", "points": 1}
# Hidden: the Jacobian of W x + W x for fresh matrices, which stay as they were.
### BEGIN HIDDEN TESTS
for shape in ((2, 3), (5, 4), (3, 3)):
    W = rng.normal(size=shape)
    before = W.copy()
    right = measured_jacobian(lambda x, W=before: W @ x + W @ x, rng.normal(size=shape[1]))
    check.close(twice_jacobian(W), right, name="the Jacobian of W x + W x", rtol=1e-6, atol=1e-8)
    check.unchanged(before, W, name="W")
### END HIDDEN TESTS

# %% [markdown]
# ### 5.2 A composition
#
# $f(x) = W_1 x$ with $W_1$ of shape $b \times a$, then $g(x) = W_2 x$ with $W_2$ of shape $c \times b$. What are the Jacobians of
# $f$, of $g$ and of $h(x) = g(f(x))$? And that of $h$ if $W_1 = W_2$, so that $a = b = c$? (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "jacobian_chain_derivation", "points": 3, "solution": true}
# **My Jacobians**
#
# ### BEGIN SOLUTION
# $J_f = W_1$ ($b \times a$) and $J_g = W_2$ ($c \times b$), as before. By the chain rule
# $\partial h_i/\partial x_j = \sum_k (\partial g_i/\partial f_k)(\partial f_k/\partial x_j) = \sum_k (W_2)_{ik} (W_1)_{kj}$:
# $J_h = W_2 W_1$ ($c \times a$). With $W_1 = W_2 = W$ it is the matrix product $W W = W^2$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "jacobian_chain_code", "solution": true}
def chain_jacobians(W1, W2):
    """W1 float64 (b, a), W2 float64 (c, b). Returns the Jacobians of W1 x, of W2 x and of W2 (W1 x), float64."""
    ### BEGIN SOLUTION
    return W1, W2, W2 @ W1
    ### END SOLUTION


def square_jacobian(W):
    """W float64 (a, a). Returns the Jacobian of W (W x), float64."""
    ### BEGIN SOLUTION
    return W @ W
    ### END SOLUTION


# %% nbgrader={"grade_id": "jacobian_chain_public", "points": 1}
W1, W2 = np.array([[1.5, 2.0, -1.0], [0.5, 0.0, 3.0]]), np.array([[2.0, 1.0], [0.5, -2.0], [1.0, 0.0], [1.5, 1.0]])
got = check.pair(chain_jacobians(W1.copy(), W2.copy()), 3, name="chain_jacobians")
right = measured_jacobian(lambda x: W2 @ (W1 @ x), np.array([0.5, -1.0, 2.0]))
check.close(got[2], right, name="the Jacobian of g(f(x))", rtol=1e-6, axes={})
check.passed("chain_jacobians: the Jacobian of the composition agrees with measured slopes")

# %% nbgrader={"grade_id": "jacobian_chain_parts", "points": 2}
# Hidden: the Jacobians of f and g for fresh matrices of several shapes.
### BEGIN HIDDEN TESTS
for a, b, c in ((2, 3, 4), (5, 1, 3), (4, 2, 1)):
    W1, W2 = rng.normal(size=(b, a)), rng.normal(size=(c, b))
    got = check.pair(chain_jacobians(W1.copy(), W2.copy()), 3, name="chain_jacobians")
    for name, W, one in zip("fg", (W1, W2), got, strict=False):
        right = measured_jacobian(lambda x, W=W: W @ x, rng.normal(size=W.shape[1]))
        check.close(one, right, name=f"the Jacobian of {name}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "jacobian_chain_whole", "points": 2}
# Hidden: the Jacobian of g(f(x)) for fresh matrices of several shapes, square ones among them.
### BEGIN HIDDEN TESTS
for a, b, c in ((2, 3, 4), (5, 1, 3), (3, 3, 3)):
    W1, W2 = rng.normal(size=(b, a)), rng.normal(size=(c, b))
    right = measured_jacobian(lambda x, W1=W1, W2=W2: W2 @ (W1 @ x), rng.normal(size=a))
    got = check.pair(chain_jacobians(W1.copy(), W2.copy()), 3, name="chain_jacobians")
    check.close(got[2], right, name="the Jacobian of g(f(x))", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "jacobian_chain_equal", "points": 1}
# Hidden: the Jacobian of W (W x) for fresh matrices, which stay as they were.
### BEGIN HIDDEN TESTS
for size in (2, 4):
    W = rng.normal(size=(size, size))
    before = W.copy()
    right = measured_jacobian(lambda x, W=before: W @ (W @ x), rng.normal(size=size))
    check.close(square_jacobian(W), right, name="the Jacobian of W (W x)", rtol=1e-6, atol=1e-8)
    check.unchanged(before, W, name="W")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "jacobian_chain_picture"}
turn = np.array([[0.9, -0.6], [0.6, 0.9]])
pictures.plane_map(
    lambda points: points @ square_jacobian(turn).T,
    title="W applied twice, by its Jacobian",
    finding="The grid is turned twice as far as W alone would turn it, and stays a grid of squares.",
)

# %% [markdown]
# **Think about it.** $W_3 W_2 W_1 x$ for a vector $x$: in which order do you multiply, from the left or from the right, and what
# does the other order cost? Forward and reverse mode are these two orders.

# %% [markdown]
# ## What you have built
#
# Reverse mode on matrices needs three rules: a product passes its gradient on through a transposed factor on either
# side, an elementwise function through a mask, a sum by copying it. Shapes tell you which transpose is right. The
# backward pass costs about twice as much as the forward pass, however many weights there are.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | Frobenius norm | the square root of the sum of the squares of all entries of a matrix |
# | inner product of matrices | the sum of the products of corresponding entries |
# | leaf | a tensor that was given, not computed; gradients arrive there |
# | Kronecker delta | 1 where two indices agree, else 0: the entries of the identity matrix |
# | numerator layout | Jacobians with one row for each output |
# | mask | 1 where a unit is active, else 0 |
# | error of a layer | the gradient of the loss with respect to what goes into the layer's ReLU |
# | recurrence | a formula for each layer in terms of the one before |
#
# **To read on**
#
# - M. Nielsen, *Neural Networks and Deep Learning*, chapter 2: how the backpropagation algorithm works
# - T. Parr, J. Howard, *The Matrix Calculus You Need for Deep Learning* (2018)
# - A. Griewank, *On Automatic Differentiation* (1989): the bound on the cost of a gradient
# - The PyTorch documentation, *Autograd mechanics*
#
# The questions follow homework 3 of CSCI 5980/8980 at the University of Minnesota (Fall 2020, problem 2), the written section of
# homework 5 of 10-405/10-605 at Carnegie Mellon University (Spring 2021), and the theory part of a homework of New York
# University's deep learning course (question 1.2).

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
