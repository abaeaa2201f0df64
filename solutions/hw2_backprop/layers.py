# %% [markdown]
# # Layers and backpropagation by hand
#
# In this notebook you build, from NumPy alone, everything that a small neural network needs: a fully connected layer,
# the ReLU, the softmax loss, and their gradients. Then you put them together, train the network to read handwritten
# digits, and choose its size.
#
# **You will be able to**
#
# - derive the gradient of a layer from its definition, element by element, and turn the sums into matrix products;
# - write the forward and the backward pass of a layer, and prove the backward pass right by a gradient check;
# - compute a softmax loss that neither overflows nor takes the logarithm of zero;
# - compose layers into a network, and run its backward pass in reverse order;
# - choose a hyperparameter on a validation set, and say how far the choice can be trusted.
#
# **You need**: derivatives and the chain rule for several variables, matrix products, NumPy's broadcasting and indexing.
#
# **Time**: about 300 minutes, of which the computer needs less than one.
#
# **Data**: the handwritten digits that come with scikit-learn (1,797 images of 8×8 pixels), so nothing has to be
# downloaded. The notebook also runs on MNIST (70,000 images of 28×28 pixels): fetch it with
# `python -m coursekit.data fetch mnist`, and start Jupyter with the environment variable `DLBH_DATASET` set to `mnist`.
# The cell below the imports prints which of the two is in use. Your work is graded on scikit-learn's digits.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words and formulas
#   (between dollar signs you can write LaTeX).
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check, on inputs unknown in advance.
# - All arrays are `float64`, and one row is one example. $N$ is the number of examples in a batch.
# - **No function may change its arguments**: `x = x - 1` makes a new array, `x -= 1` changes the caller's.
# - What you put into a `cache` is up to you: it is a parcel from your forward pass to your backward pass.
# - You may use NumPy and `math`. Finished layers, losses or automatic differentiation from a library are ruled out.
#   Loops are fine, except where the question says otherwise.
# - Add cells of your own wherever you like: to look at a shape, to try an idea, to run `gradient_check` on something else.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, gradient_check, growth, reference, remote, rng
from coursekit import accuracy_of, fewer_examples, fixed, set_parameters, share
from coursekit import Solver, describe_images, load_images, pictures

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
data = load_images()
print(describe_images(data))

# %% nbgrader={"grade_id": "data_picture"}
pictures.examples(data)

# %% [markdown]
# The checks below use two small helpers. `slope` is worth a look: it measures a derivative without any calculus.


# %% tags=["setup"] nbgrader={"grade_id": "setup_helpers"}
def slope(function, array, index, h=1e-5):
    """How fast the number `function(array)` changes with the entry `array[index]`: a central difference."""
    above, below = array.copy(), array.copy()
    above[index] += h
    below[index] -= h
    return (function(above) - function(below)) / (2 * h)


def slopes(function, array):
    """The slopes for all entries, in an array of the same shape."""
    return np.array([slope(function, array, index) for index in np.ndindex(array.shape)]).reshape(array.shape)


def away_from_zero(rng, *shape):
    """Random numbers of both signs, none closer to 0 than 0.1: at 0 the ReLU has no derivative."""
    numbers = rng.uniform(0.1, 2, size=shape) * rng.choice([-1, 1], size=shape)
    numbers.flat[:2] = -1.5, 1.25
    return numbers


# %% [markdown]
# ## 1. The fully connected layer
#
# Nearly every network in this course contains this layer, and much of the time that machine learning costs goes into matrix
# products like the one in it. It maps each example, a row of $D$ numbers, to $M$ new numbers:
#
# $$Y = XW + B, \qquad Y_{nj} = \sum_{i=1}^{D} X_{ni} W_{ij} + b_j$$
#
# with $X$ of shape $N \times D$, the weights $W$ of shape $D \times M$ and the bias $b$ of length $M$; every row of $B$ is
# $b$. The layer is *linear plus a shift*, which is all the geometry it can do: rotate, stretch, shear and move.
#
# ### 1.1 Forward


# %% nbgrader={"grade_id": "fc_forward", "solution": true}
def fc_forward(x, w, b):
    """The fully connected layer.

    x: float64 (N, D), one example per row; w: float64 (D, M); b: float64 (M,).
    Returns (out, cache): out float64 (N, M); cache: whatever your `fc_backward` will need.
    """
    ### BEGIN SOLUTION
    out = x @ w + b
    return out, (x, w)
    ### END SOLUTION


# %% nbgrader={"grade_id": "fc_forward_public", "points": 1}
x = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, 6.0]])
w = np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 0.0, 0.0]])
b = np.array([10.0, 20.0, -30.0, 40.0])
out, cache = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
check.close(out, np.array([[14.0, 25.0, -28.0, 41.0], [12.0, 31.0, -38.0, 49.0]]), name="out")
check.passed("fc_forward: the example above comes out right, with shape (2, 4)")

# %% nbgrader={"grade_id": "fc_forward_shapes", "points": 2}
# Hidden: fc_forward on fresh numbers, with several N, D and M that are all different.
### BEGIN HIDDEN TESTS
for n, d, m in ((4, 3, 2), (2, 5, 7), (6, 1, 3), (3, 4, 1)):
    x, w, b = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m)
    expected, _ = reference.fc_forward(x.copy(), w.copy(), b.copy())
    out, _ = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
    check.close(out, expected, name=f"out, for N={n}, D={d}, M={m}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_forward_single", "points": 1}
# Hidden: fc_forward on a batch of one example; out must keep its shape (1, M).
### BEGIN HIDDEN TESTS
x, w, b = rng.normal(size=(1, 4)), rng.normal(size=(4, 3)), rng.normal(size=3)
expected, _ = reference.fc_forward(x.copy(), w.copy(), b.copy())
out, _ = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
check.close(out, expected, name="out, for one example")
### END HIDDEN TESTS

# %% [markdown]
# With $D = M = 2$ you can watch the layer work: here are the points of a square grid, before and after.

# %% nbgrader={"grade_id": "fc_forward_picture"}
w = np.array([[1.2, 0.4], [-0.5, 0.9]])
b = np.array([0.5, -0.3])
pictures.plane_map(
    lambda points: fc_forward(points, w, b)[0],
    title="x @ w + b",
    finding="Straight lines stay straight and parallel; the square becomes a parallelogram, and 0 moves to b.",
)

# %% [markdown]
# **Think about it.** Feed the grid through two fully connected layers in a row. Could a single one have done the same?
# What does that say about a deep network without nonlinearities?

# %% [markdown]
# ### 1.2 Derive the gradients
#
# The loss $L$ is one number, computed from $Y$ by whatever comes after the layer. In the backward pass that part hands us
# the **upstream gradient** $\partial L / \partial Y$, an array of the shape of $Y$, and we owe three gradients in return,
# each of the shape of what it belongs to:
#
# $$\frac{\partial L}{\partial W} \;(D \times M), \qquad \frac{\partial L}{\partial b} \;(M), \qquad
# \frac{\partial L}{\partial X} \;(N \times D).$$
#
# Derive all three. Start from one element and the chain rule over *everything* that depends on it,
#
# $$\frac{\partial L}{\partial W_{ij}} = \sum_{n=1}^{N} \sum_{m=1}^{M}
# \frac{\partial L}{\partial Y_{nm}} \frac{\partial Y_{nm}}{\partial W_{ij}},$$
#
# find which terms of the sum vanish, and end with a matrix product. Say at each step what you used. (Graded by hand:
# 5 points.)
#
# <details><summary>Hint 1: which terms vanish?</summary>
#
# Write $Y_{nm} = \sum_k X_{nk} W_{km} + b_m$ and differentiate it with respect to $W_{ij}$. The result is zero unless
# $m = j$. What is it then?
#
# </details>
# <details><summary>Hint 2: from a sum to a product</summary>
#
# $\sum_n A_{ni} B_{nj}$ is the element $(i, j)$ of a product of two matrices. One of them has to be transposed, because
# the sum runs over the *rows* of both.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "fc_derivation", "points": 5, "solution": true}
# **My derivation of** $\partial L/\partial W$, $\partial L/\partial b$ **and** $\partial L/\partial X$
#
# ### BEGIN SOLUTION
# From $Y_{nm} = \sum_k X_{nk} W_{km} + b_m$:
#
# *Weights.* $\partial Y_{nm} / \partial W_{ij} = X_{ni}\,\delta_{mj}$: $W_{ij}$ only enters column $j$ of $Y$, there
# multiplied by $X_{ni}$. The $\delta$ removes the sum over $m$, and
# $\partial L / \partial W_{ij} = \sum_n X_{ni}\, \partial L / \partial Y_{nj}$. The sum runs over the rows of both factors,
# so that $\partial L / \partial W = X^\top\, \partial L / \partial Y$.
#
# *Bias.* $\partial Y_{nm} / \partial b_j = \delta_{mj}$, hence $\partial L / \partial b_j = \sum_n \partial L/\partial
# Y_{nj}$: the sum of the upstream gradient's rows. The bias is used by every example, and the uses add up.
#
# *Input.* $\partial Y_{nm} / \partial X_{ki} = W_{im}\,\delta_{nk}$: an example influences its own row only. Hence
# $\partial L / \partial X_{ni} = \sum_m \partial L / \partial Y_{nm}\, W_{im}$, and
# $\partial L / \partial X = \partial L / \partial Y\; W^\top$.
#
# The shapes agree: $(D \times N)(N \times M)$, and $(N \times M)(M \times D)$.
# ### END SOLUTION

# %% [markdown]
# ### 1.3 Your formulas, as code
#
# Before the matrices come the elements. Write your three formulas down as you derived them, with their sums; each gives
# one number. Indices count from 0, as always in Python.


# %% nbgrader={"grade_id": "fc_elements", "solution": true}
def fc_elements(x, w, dout, n, i, j):
    """One element of each gradient of the fully connected layer, from your formulas.

    x: float64 (N, D); w: float64 (D, M); dout: float64 (N, M), the upstream gradient dL/dY; n, i, j: ints.
    Returns three numbers: dL/dW[i, j], dL/db[j] and dL/dX[n, i].
    """
    ### BEGIN SOLUTION
    rows, columns = dout.shape
    dw_ij = sum(x[k, i] * dout[k, j] for k in range(rows))
    db_j = sum(dout[k, j] for k in range(rows))
    dx_ni = sum(dout[n, m] * w[i, m] for m in range(columns))
    return dw_ij, db_j, dx_ni
    ### END SOLUTION


# %% [markdown]
# The check takes $L = \sum_{nm} Y_{nm} G_{nm}$ with a fixed array $G$. Then $\partial L / \partial Y = G$ exactly, and the
# slope of $L$ can be measured by nudging one number at a time.

# %% nbgrader={"grade_id": "fc_elements_public", "points": 1}
numbers = np.random.default_rng(6)
given = {"x": numbers.normal(size=(5, 3)), "w": numbers.normal(size=(3, 7)), "b": numbers.normal(size=7)}
G, n, i, j = numbers.normal(size=(5, 7)), 3, 1, 5


def measured(name, place, rows=slice(None), columns=slice(None)):
    """The slope of L for one entry of x, w or b; or of the part of L that only some rows or columns of Y make."""

    def part(array):
        a = {**given, name: array}
        return np.sum(((a["x"] @ a["w"] + a["b"]) * G)[rows, columns])

    return slope(part, given[name], place)


dw_ij, db_j, dx_ni = check.pair(fc_elements(given["x"], given["w"], G, n, i, j), 3, name="fc_elements")
batch, last = {0: "batch of 5"}, "only the last term of the sum counts: is it `=` where `+=` is needed?"
one = "only example n counts, but every example uses this parameter."
mistakes = {last: measured("w", (i, j), rows=-1), one: measured("w", (i, j), rows=n)}
check.close(dw_ij, measured("w", (i, j)), name=f"dL/dW[{i}, {j}]", rtol=1e-6, axes=batch, mistakes=mistakes)
mistakes = {last: measured("b", j, rows=-1), one: measured("b", j, rows=n)}
check.close(db_j, measured("b", j), name=f"dL/db[{j}]", rtol=1e-6, axes=batch, mistakes=mistakes)
one = "only output j counts, but the input goes into every output."
mistakes = {last: measured("x", (n, i), columns=-1), one: measured("x", (n, i), columns=j)}
check.close(dx_ni, measured("x", (n, i)), name=f"dL/dX[{n}, {i}]", rtol=1e-6, axes={}, mistakes=mistakes)
check.passed("fc_elements: all three formulas agree with the measured slopes")

# %% nbgrader={"grade_id": "fc_elements_weight", "points": 1}
# Hidden: the formula for dL/dW[i, j] against measured slopes, at fresh points and for several sizes.
### BEGIN HIDDEN TESTS
for rows, d, m, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    n, i, j = place
    x, w, G = rng.normal(size=(rows, d)), rng.normal(size=(d, m)), rng.normal(size=(rows, m))
    measured = slope(lambda w, x=x, G=G: np.sum((x @ w) * G), w, (i, j))
    dw_ij, _, _ = check.pair(fc_elements(x, w, G, n, i, j), 3, name="fc_elements")
    check.close(dw_ij, measured, name=f"dL/dW[{i}, {j}], for N={rows}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_elements_bias", "points": 1}
# Hidden: the formula for dL/db[j] against measured slopes, at fresh points and for several sizes.
### BEGIN HIDDEN TESTS
for rows, d, m, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    n, i, j = place
    x, w, G = rng.normal(size=(rows, d)), rng.normal(size=(d, m)), rng.normal(size=(rows, m))
    b = rng.normal(size=m)
    measured = slope(lambda b, x=x, w=w, G=G: np.sum((x @ w + b) * G), b, j)
    _, db_j, _ = check.pair(fc_elements(x, w, G, n, i, j), 3, name="fc_elements")
    check.close(db_j, measured, name=f"dL/db[{j}], for N={rows}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_elements_input", "points": 1}
# Hidden: the formula for dL/dX[n, i] against measured slopes, at fresh points and for several sizes.
### BEGIN HIDDEN TESTS
for rows, d, m, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    n, i, j = place
    x, w, G = rng.normal(size=(rows, d)), rng.normal(size=(d, m)), rng.normal(size=(rows, m))
    measured = slope(lambda x, w=w, G=G: np.sum((x @ w) * G), x, (n, i))
    _, _, dx_ni = check.pair(fc_elements(x, w, G, n, i, j), 3, name="fc_elements")
    check.close(dx_ni, measured, name=f"dL/dX[{n}, {i}], for D={d}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** $\partial L/\partial b_j$ is a *sum* over the batch, not a mean. Where, then, does the mean come from
# that every training loop divides by? (You will meet it in part 3.)
#
# ### 1.4 Backward
#
# Now all elements at once. This is the function that training will call thousands of times.
#
# <details><summary>Hint: let the shapes decide</summary>
#
# There are only a few ways to multiply an (N, M) array with an (N, D) or a (D, M) array so that the result has the shape
# you need. When N, D and M are all different, only the right one fits. It is a way to remember a formula you have derived,
# not to replace deriving it.
#
# </details>


# %% nbgrader={"grade_id": "fc_backward", "solution": true}
def fc_backward(dout, cache):
    """The backward pass of the fully connected layer.

    dout: float64 (N, M), the upstream gradient dL/dY; cache: from your `fc_forward`.
    Returns (dx, dw, db): float64 (N, D), (D, M) and (M,); db of shape (1, M) is accepted as well.
    """
    ### BEGIN SOLUTION
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# A **gradient check** compares a backward pass with measured slopes, for every input and a random upstream gradient. The
# picture shows the relative error of each entry. Errors near $10^{-8}$ or below are rounding; errors near 1 are mistakes.

# %% nbgrader={"grade_id": "fc_backward_picture"}
numbers = np.random.default_rng(1)
inputs = {"x": numbers.normal(size=(4, 3)), "w": numbers.normal(size=(3, 5)), "b": numbers.normal(size=5)}
gradient_check(fc_forward, fc_backward, inputs, rng=numbers)

# %% nbgrader={"grade_id": "fc_backward_public", "points": 1}
numbers = np.random.default_rng(1)
x, w, b = numbers.normal(size=(4, 7)), numbers.normal(size=(7, 10)), numbers.normal(size=10)
dout, told = numbers.normal(size=(4, 10)), {"axes": {0: "batch of 4"}, "name": "fc_forward"}
inputs = {"x": x, "w": w, "b": b}
check_of_all = gradient_check(fc_forward, fc_backward, inputs, rng=numbers, expected=x @ w + b, **told)


def measured(examples):
    """The slopes for w and b of the sum of Y * dout over some of the examples."""

    def part(w, b):
        return np.sum(((x @ w + b) * dout)[examples])

    return slopes(lambda w: part(w, b), w), slopes(lambda b: part(w, b), b)


# Before it is told what the gradient check found: are dw and db what the last example alone gives?
_, cache = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
_, dw, db = check.pair(fc_backward(dout, cache), 3, name="fc_backward")
for name, value, right, of_last in zip(("dw", "db"), (dw, db), measured(slice(None)), measured(-1), strict=True):
    told = {"axes": {0: "batch of 4"}, "shapes": [(1, 10)] if name == "db" else None}
    mistakes = {"only the last example counts: is it `=` where `+=` is needed?": of_last}
    check.close(value, right, name=name, rtol=1e-6, atol=1e-8, mistakes=mistakes, **told)
check_of_all.assert_passed()
check.passed("fc_backward: dx, dw and db agree with measured slopes")

# %% nbgrader={"grade_id": "fc_backward_values", "points": 2}
# Hidden: fc_backward, on what your own fc_forward cached, for several sizes and fresh numbers.
### BEGIN HIDDEN TESTS
for n, d, m in ((4, 3, 2), (2, 5, 7), (6, 1, 3)):
    x, w, b, dout = rng.normal(size=(n, d)), rng.normal(size=(d, m)), rng.normal(size=m), rng.normal(size=(n, m))
    dx, dw, db = reference.fc_backward(dout.copy(), reference.fc_forward(x.copy(), w.copy(), b.copy())[1])
    _, cache = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
    got = check.pair(fc_backward(dout, cache), 3, name="fc_backward")
    check.close(got[0], dx, name=f"dx, for N={n}, D={d}, M={m}")
    check.close(got[1], dw, name=f"dw, for N={n}, D={d}, M={m}")
    check.close(got[2], db, name=f"db, for N={n}, D={d}, M={m}", shapes=[(m,), (1, m)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_backward_single", "points": 1}
# Hidden: fc_backward for a batch of one example; the shapes stay (1, D), (D, M) and (M,).
### BEGIN HIDDEN TESTS
x, w, b, dout = rng.normal(size=(1, 4)), rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(1, 3))
dx, dw, db = reference.fc_backward(dout.copy(), reference.fc_forward(x.copy(), w.copy(), b.copy())[1])
_, cache = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
got = check.pair(fc_backward(dout, cache), 3, name="fc_backward")
check.close(got[0], dx, name="dx, for one example")
check.close(got[1], dw, name="dw, for one example")
check.close(got[2], db, name="db, for one example", shapes=[(3,), (1, 3)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_inputs_kept", "points": 1}
# Hidden: both passes leave x, w, b and dout as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
before = {"x": rng.normal(size=(3, 4)), "w": rng.normal(size=(4, 2)), "b": rng.normal(size=2)}
given = [value.copy() for value in before.values()]
result, *given = check.pair(call(fc_forward, *given), 4, name="the call of fc_forward")
for (name, value), after in zip(before.items(), given, strict=True):
    check.unchanged(value, after, name=name)
out, cache = check.pair(result, 2, name="fc_forward")
dout_before = rng.normal(size=check.array(out, kind="fib", name="out").shape)  # of any size: others check the values
result, dout, _ = check.pair(call(fc_backward, dout_before.copy(), cache), 3, name="the call of fc_backward")
check.unchanged(dout_before, dout, name="dout")
dx, dw, db = check.pair(result, 3, name="fc_backward")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Count the multiplications: $NDM$ in the forward pass. How many in the backward pass? A famous rule of
# thumb says that training costs three times as much as prediction.

# %% [markdown]
# ## 2. ReLU
#
# You saw that fully connected layers alone can only map lines to lines. A *nonlinearity* between them changes that, and the
# simplest one that works well is the **rectified linear unit**, applied to every element on its own:
#
# $$Y = \operatorname{ReLU}(X) = \max(0, X).$$
#
# It costs one comparison, and where a unit is active its derivative is exactly 1, so that gradients pass through many
# layers without shrinking. The arrays may have any number of axes: images will have four.
#
# ### 2.1 Forward


# %% nbgrader={"grade_id": "relu_forward", "solution": true}
def relu_forward(x):
    """ReLU, elementwise.

    x: float64, of any shape. Returns (out, cache): out float64 of x's shape; cache: what `relu_backward` will need.
    """
    ### BEGIN SOLUTION
    return np.maximum(x, 0), x
    ### END SOLUTION


# %% nbgrader={"grade_id": "relu_forward_public", "points": 1}
x = np.array([[-1.5, 2.0, 0.25], [3.0, -0.5, -4.0]])
before = x.copy()
out, cache = check.pair(relu_forward(x), 2, name="relu_forward")
check.unchanged(before, x, name="x")
check.close(out, np.array([[0.0, 2.0, 0.25], [3.0, 0.0, 0.0]]), name="out")
check.passed("relu_forward: negative entries become 0, positive ones stay, and x is left alone")

# %% nbgrader={"grade_id": "relu_forward_any_shape", "points": 1}
# Hidden: relu_forward on fresh arrays of one, two and four axes.
### BEGIN HIDDEN TESTS
for shape in ((7,), (1, 5), (2, 3, 4, 5)):
    x = away_from_zero(rng, *shape)
    expected, _ = reference.relu_forward(x.copy())
    out, _ = check.pair(relu_forward(x), 2, name="relu_forward")
    check.close(out, expected, name=f"out, for shape {shape}")
### END HIDDEN TESTS

# %% [markdown]
# The same grid as before, now through $\operatorname{ReLU}(XW + b)$:

# %% nbgrader={"grade_id": "relu_forward_picture"}
w = np.array([[1.2, 0.4], [-0.5, 0.9]])
b = np.array([0.5, -0.3])
pictures.plane_map(
    lambda points: relu_forward(points @ w + b)[0],
    title="ReLU(x @ w + b)",
    finding="What lay outside the first quadrant is folded flat onto its two edges: lines now have corners.",
)

# %% [markdown]
# **Think about it.** Which points of the grid can no longer be told apart? A unit that is negative for every example of the
# data is called *dead*. Why does it never come back to life by gradient descent?

# %% [markdown]
# ### 2.2 Derive the gradient
#
# For $Y = \operatorname{ReLU}(X)$ of any shape, express $\partial L / \partial X$ by $\partial L / \partial Y$ and $X$. Say
# why no sum is left over, and what happens at exactly 0. (Graded by hand: 3 points.)
#
# <details><summary>Hint</summary>
#
# The chain rule sums over all elements of $Y$. How many of them depend on one given element of $X$?
#
# </details>

# %% [markdown] nbgrader={"grade_id": "relu_derivation", "points": 3, "solution": true}
# **My derivation of** $\partial L/\partial X$
#
# ### BEGIN SOLUTION
# Number the elements of $X$ and $Y$ by one index: $Y_l = \max(0, X_l)$. Then $\partial Y_l / \partial X_k =
# \delta_{lk}\,\mathbf 1[X_k > 0]$, for each output depends on the input at its own place only. In the chain rule
# $\partial L / \partial X_k = \sum_l (\partial L / \partial Y_l)(\partial Y_l / \partial X_k)$ one term is left,
# $\partial L / \partial X_k = (\partial L / \partial Y_k)\,\mathbf 1[X_k > 0]$, that is, elementwise,
# $\partial L / \partial X = \partial L / \partial Y \odot \mathbf 1[X > 0]$.
#
# At $X_k = 0$ the function has a corner and no derivative; any number between 0 and 1 is a subgradient. Programs use 0
# or 1 there. It hardly matters, because hardly any number is exactly 0.
# ### END SOLUTION

# %% [markdown]
# ### 2.3 Your formula, as code: the Jacobian
#
# The **Jacobian** of a function from $D$ numbers to $D$ numbers is the matrix of all its derivatives,
# $J_{lk} = \partial Y_l / \partial X_k$. Write that of the ReLU, for a single example.


# %% nbgrader={"grade_id": "relu_jacobian", "solution": true}
def relu_jacobian(x):
    """The Jacobian of the ReLU at one example.

    x: float64 (D,), no entry is 0. Returns float64 (D, D), the entry [l, k] being dY_l / dX_k.
    """
    ### BEGIN SOLUTION
    return np.diag(np.where(x > 0, 1.0, 0.0))
    ### END SOLUTION


# %% nbgrader={"grade_id": "relu_jacobian_public", "points": 1}
x = np.array([1.5, -2.0, 0.5])
expected = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
check.close(relu_jacobian(x), expected, name="relu_jacobian(x)")
check.passed("relu_jacobian: right at (1.5, -2, 0.5)")

# %% nbgrader={"grade_id": "relu_jacobian_fresh", "points": 1}
# Hidden: relu_jacobian at fresh points of several lengths, against measured slopes.
### BEGIN HIDDEN TESTS
for length in (2, 6):
    x = away_from_zero(rng, length)
    columns = [slope(lambda v: np.maximum(v, 0), x, k) for k in range(length)]
    check.close(relu_jacobian(x), np.column_stack(columns), name=f"the Jacobian, for D={length}", rtol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "relu_jacobian_picture"}
pictures.jacobian(relu_jacobian(np.array([1.5, -2.0, 0.3, -0.1, 3.0, 0.7])), name="ReLU")

# %% [markdown]
# **Think about it.** A layer of 100 units and a batch of 100 examples: how many entries does the Jacobian of that ReLU
# have, how many can differ from 0, and how much memory would it need? This is why a backward pass never builds a
# Jacobian, but computes its *product* with the upstream gradient.
#
# ### 2.4 Backward


# %% nbgrader={"grade_id": "relu_backward", "solution": true}
def relu_backward(dout, cache):
    """The backward pass of the ReLU.

    dout: float64 of any shape, the upstream gradient; cache: from your `relu_forward`.
    Returns dx: float64 of the same shape. Where x was exactly 0, either 0 or dout is right.
    """
    ### BEGIN SOLUTION
    x = cache
    return dout * (x > 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "relu_backward_picture"}
pictures.activation(
    lambda x: relu_forward(x)[0],
    lambda x: relu_backward(np.ones_like(x), relu_forward(x)[1]),
    name="ReLU",
)

# %% nbgrader={"grade_id": "relu_backward_public", "points": 1}
_, cache = check.pair(relu_forward(np.array([[-2.0, 1.0, 3.0, -0.5]])), 2, name="relu_forward")
dout = np.array([[5.0, -6.0, 7.0, -8.0]])
before = dout.copy()
mistakes = {
    "zeros where the upstream gradient is negative: x decides which entries pass.": np.array([[5.0, 0.0, 7.0, 0.0]]),
    "multiplied by the output where its slope, 0 or 1, is needed.": np.array([[0.0, -6.0, 21.0, 0.0]]),
    "every gradient passes: does the cache still know where x was negative?": before,
}
dx = relu_backward(dout, cache)
check.unchanged(before, dout, name="dout")
check.close(dx, np.array([[0.0, -6.0, 7.0, 0.0]]), name="dx", mistakes=mistakes)
numbers = np.random.default_rng(2)
x = away_from_zero(numbers, 4, 6)
right = {"expected": np.maximum(x, 0), "name": "relu_forward"}
gradient_check(relu_forward, relu_backward, {"x": x}, rng=numbers, **right).assert_passed()
check.passed("relu_backward: dx agrees with measured slopes")

# %% nbgrader={"grade_id": "relu_backward_any_shape", "points": 1}
# Hidden: relu_backward, on what your own relu_forward cached, for fresh arrays of one, two and four axes.
### BEGIN HIDDEN TESTS
for shape in ((7,), (1, 5), (2, 3, 4, 5)):
    x, dout = away_from_zero(rng, *shape), rng.normal(size=shape)
    expected = reference.relu_backward(dout.copy(), reference.relu_forward(x.copy())[1])
    _, cache = check.pair(relu_forward(x), 2, name="relu_forward")
    check.close(relu_backward(dout, cache), expected, name=f"dx, for shape {shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "relu_inputs_kept", "points": 1}
# Hidden: both passes leave x and dout as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
x_before = away_from_zero(rng, 3, 5)
result, x = check.pair(call(relu_forward, x_before.copy()), 2, name="the call of relu_forward")
check.unchanged(x_before, x, name="x")
out, cache = check.pair(result, 2, name="relu_forward")
dout_before = rng.normal(size=check.array(out, kind="fib", name="out").shape)  # of any size: others check the values
dx, dout, _ = check.pair(call(relu_backward, dout_before.copy(), cache), 3, name="the call of relu_backward")
check.unchanged(dout_before, dout, name="dout")
if dx is None:
    check.fail("relu_backward returned nothing.")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Your cache could hold `x`, or the output, or a boolean array. Which is enough, and which takes the
# least memory?

# %% [markdown]
# ## 3. The softmax loss
#
# The last layer gives each example $C$ **scores**, also called logits, one per class. Softmax turns them into
# probabilities, $p_{nc} = e^{X_{nc}} / \sum_k e^{X_{nk}}$, and the loss is the negative logarithm of the probability of
# the right class $y_n$, averaged over the batch:
#
# $$L = \frac1N \sum_{n=1}^{N} \Bigl( \log \sum_{k=1}^{C} e^{X_{nk}} - X_{n y_n} \Bigr).$$
#
# Its gradient is famously simple: $\partial L / \partial X = (P - T)/N$, with $P$ the probabilities and $T$ the same shape,
# 1 at the right class and 0 elsewhere.
#
# The trap is in the numbers. $e^{1000}$ is `inf`, and $\log 0$ is `-inf`, though the loss itself is perfectly finite.
# Adding a constant to all scores of an example changes neither its probabilities nor its loss: choose that constant well.
#
# This function runs once per batch, thousands of times in training, so **no Python loop over the examples is allowed
# here** (for this function only): a loop over the rows, or a comprehension, costs all points of this part.
#
# <details><summary>Hint 1: one entry from every row</summary>
#
# `x[np.arange(N), y]` picks from row n the entry y[n], for all n at once. You can also assign to it.
#
# </details>
# <details><summary>Hint 2: which constant?</summary>
#
# Subtract from every row its own largest entry: `x.max(axis=1, keepdims=True)` has the shape (N, 1). Then every exponential
# is at most 1, and the largest of each row is exactly 1, so that the sum is never 0.
#
# </details>
# <details><summary>Hint 3: infinite for a confident mistake?</summary>
#
# A probability can underflow to 0, and its logarithm is then lost. The logarithm of the probability is a difference,
# $X_{nc} - \log \sum_k e^{X_{nk}}$: compute that directly, and take exponentials only for the gradient.
#
# </details>


# %% nbgrader={"grade_id": "softmax_loss", "solution": true}
def softmax_loss(x, y):
    """Softmax followed by the mean negative log-likelihood.

    x: float64 (N, C), scores; y: integers (N,) of any integer dtype, labels from 0 to C - 1; not every class need occur.
    Returns (loss, dx): a number, and its gradient dL/dx, float64 (N, C).
    Both are right and finite even where scores are as large as 1000 or as low as -1000, in one row or in different
    ones, and where the right class has the lowest score: its loss may be 2000, but not inf. No loop over examples.
    """
    ### BEGIN SOLUTION
    shifted = x - x.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dx = np.exp(log_p)
    dx[rows, y] -= 1
    return -log_p[rows, y].mean(), dx / len(y)
    ### END SOLUTION


# %% [markdown]
# The checks use a small helper, which tells you if the two results come in the wrong order.


# %% tags=["setup"] nbgrader={"grade_id": "setup_softmax"}
def loss_first(values, x):
    """(loss, dx), as softmax_loss returns them; a failed check if they are exchanged."""
    loss, dx = check.pair(values, 2, name="softmax_loss")
    if getattr(loss, "shape", ()) == x.shape and getattr(dx, "shape", ()) == ():
        check.fail("softmax_loss returns dx first: return the loss, a number, and then dx.")
    return loss, dx


# %% nbgrader={"grade_id": "softmax_public", "points": 1}
parts = np.array([
    [1.0, 2.0, 5.0, 3.0, 1.0, 1.0, 3.0], [5.0, 1.0, 1.0, 2.0, 3.0, 1.0, 3.0], [2.0, 4.0, 1.0, 1.0, 5.0, 2.0, 1.0],
    [1.0, 1.0, 3.0, 5.0, 2.0, 3.0, 1.0], [3.0, 5.0, 1.0, 1.0, 1.0, 4.0, 1.0],
])  # fmt: skip
x, y, n, axes = np.log(parts), np.array([2, 1, 6, 0, 1]), np.arange(5), {0: "batch of 5", 1: "classes, 7"}
before, targets, columns = x.copy(), np.eye(7)[y], np.eye(7)[y].max(axis=0)
loss, dx = loss_first(softmax_loss(x, y), x)
check.unchanged(before, x, name="x")
# The probabilities are sixteenths: those of the right classes are 5/16, 1/16, 1/16, 1/16 and 5/16.
over_batch = "the softmax is over the examples, axis 0, where it should be over the classes, axis 1."
mistakes = {
    over_batch: -np.log((parts / parts.sum(axis=0))[n, y]).mean(),
    "the columns of all labels count, where each row has one label.": -np.log(parts / 16)[:, y].mean(),
}
check.close(loss, -(2 * np.log(5 / 16) + 3 * np.log(1 / 16)) / 5, name="loss", axes=axes, mistakes=mistakes)
mistakes = {
    over_batch: (parts / parts.sum(axis=0) - targets) / 5,
    "the probabilities alone: is 1 subtracted at the right class?": parts / 16 / 5,
    "1 is subtracted in the columns of all labels, where each row has one label.": (parts / 16 - columns) / 5,
}
check.close(dx, (parts / 16 - targets) / 5, name="dx", axes=axes, mistakes=mistakes)
check.passed("softmax_loss: loss and dx are right for probabilities of 1/16, 2/16, 5/16 and so on")

# %% nbgrader={"grade_id": "softmax_gradient_public", "points": 1}
numbers = np.random.default_rng(3)
x, y = numbers.normal(size=(5, 4)), np.array([3, 0, 1, 1, 2])
check_of_dx = gradient_check(
    lambda x: loss_first(softmax_loss(x, y), x),  # (loss, dx): the gradient serves as the cache
    lambda dout, dx: dout * dx,
    {"x": x},
    rng=numbers,
    expected=reference.softmax_loss(x.copy(), y)[0],
    axes={0: "batch of 5", 1: "classes, 4"},
    name="softmax_loss",
)
check_of_dx.assert_passed()
check.passed("softmax_loss: dx agrees with the measured slopes of the loss")

# %% nbgrader={"grade_id": "softmax_loss_values", "points": 2}
# Hidden: the loss for fresh scores of ordinary size, several N and C.
### BEGIN HIDDEN TESTS
for n, c in ((4, 3), (3, 7), (6, 5)):
    x, y = rng.normal(size=(n, c)), rng.integers(c, size=n)
    y[0] = c - 1
    expected, _ = reference.softmax_loss(x.copy(), y.copy())
    loss, _ = check.pair(softmax_loss(x, y), 2, name="softmax_loss")
    check.close(loss, expected, name=f"loss, for N={n}, C={c}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_gradient_values", "points": 1}
# Hidden: the gradient dx for fresh scores of ordinary size, several N and C.
### BEGIN HIDDEN TESTS
for n, c in ((4, 3), (3, 7), (6, 5)):
    x, y = rng.normal(size=(n, c)), rng.integers(c, size=n)
    y[0] = c - 1
    _, expected = reference.softmax_loss(x.copy(), y.copy())
    _, dx = check.pair(softmax_loss(x, y), 2, name="softmax_loss")
    check.close(dx, expected, name=f"dx, for N={n}, C={c}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_edge", "points": 1}
# Hidden: loss and dx for a batch of one example, and for two classes.
### BEGIN HIDDEN TESTS
for n, c in ((1, 4), (5, 2)):
    x, y = rng.normal(size=(n, c)), rng.integers(c, size=n)
    y[0] = c - 1
    expected = reference.softmax_loss(x.copy(), y.copy())
    loss, dx = check.pair(softmax_loss(x, y), 2, name="softmax_loss")
    check.close(loss, expected[0], name=f"loss, for N={n}, C={c}")
    check.close(dx, expected[1], name=f"dx, for N={n}, C={c}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_labels", "points": 1}
# Hidden: labels of another integer dtype (int32), and a batch in which the last classes do not occur.
### BEGIN HIDDEN TESTS
x = rng.normal(size=(5, 6))
y = np.array([0, 3, 2, 3, 1], dtype=np.int32)
expected = reference.softmax_loss(x.copy(), y.copy())
loss, dx = check.pair(softmax_loss(x, y), 2, name="softmax_loss")
check.close(loss, expected[0], name="loss, with classes that do not occur")
check.close(dx, expected[1], name="dx, with classes that do not occur")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_large", "points": 1}
# Hidden, announced in the docstring: scores near 1000 give the loss and dx that the same scores near 0 give.
### BEGIN HIDDEN TESTS
small = rng.normal(size=(4, 5))
y = np.array([4, 0, 2, 4])
expected = reference.softmax_loss(small.copy(), y.copy())
loss, dx = check.pair(softmax_loss(small + 1000.0, y), 2, name="softmax_loss")
check.close(loss, expected[0], name="loss, for scores near 1000", atol=1e-8)
check.close(dx, expected[1], name="dx, for scores near 1000", atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_mixed", "points": 1}
# Hidden, announced in the docstring: rows near 1000 beside rows near -1000 in one batch.
### BEGIN HIDDEN TESTS
small = rng.normal(size=(4, 5))
y = np.array([4, 0, 2, 4])
expected = reference.softmax_loss(small.copy(), y.copy())
mixed = small + np.array([[1000.0], [-1000.0], [0.0], [-1000.0]])
loss, dx = check.pair(softmax_loss(mixed, y), 2, name="softmax_loss")
check.close(loss, expected[0], name="loss, for rows near 1000 and rows near -1000", atol=1e-8)
check.close(dx, expected[1], name="dx, for rows near 1000 and rows near -1000", atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_mistake", "points": 1}
# Hidden, announced in the docstring: a wrong class at 1000 and the right one at -1000 cost 2000, not inf.
### BEGIN HIDDEN TESTS
x = rng.normal(size=(3, 4))
x[:, 1], x[:, 3] = 1000.0, -1000.0
y = np.array([3, 1, 3])
expected = reference.softmax_loss(x.copy(), y.copy())
loss, dx = check.pair(softmax_loss(x, y), 2, name="softmax_loss")
check.close(loss, expected[0], name="loss, with a confident mistake")
check.close(dx, expected[1], name="dx, with a confident mistake")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_inputs_kept", "points": 1}
# Hidden: softmax_loss leaves x and y as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
x_before, y_before = rng.normal(size=(4, 3)), np.array([2, 0, 1, 2])
result, x, y = check.pair(call(softmax_loss, x_before.copy(), y_before.copy()), 3, name="the call of softmax_loss")
check.unchanged(x_before, x, name="x")
check.unchanged(y_before, y, name="y")
loss, dx = check.pair(result, 2, name="softmax_loss")
### END HIDDEN TESTS

# %% [markdown]
# The next check calls your function with 20 examples and with up to 2,000, and counts the steps that Python takes. A loop
# over the examples takes more for each of them, however it is written. A loop over the classes is fine: there are few.


# %% nbgrader={"grade_id": "softmax_no_loop_public", "points": 1}
def loss_and_gradient(run, function, x, y):
    return dict(zip(("loss", "dx"), check.pair(run("softmax_loss", function, x, y)), strict=True))


def draw(n):
    return rng.normal(size=(n, 2)), rng.integers(2, size=n)


count = remote("growth.count_steps")
growth.check_no_loop(loss_and_gradient, softmax_loss, reference.softmax_loss, draw, count=count)
check.passed("softmax_loss: no Python loop over the examples")

# %% [markdown]
# Does your loss stay what it is when a constant $c$ is added to all scores? The textbook formula, typed as it is printed,
# does not survive large ones.

# %% nbgrader={"grade_id": "softmax_shift_picture"}
pictures.shift_curve(lambda x, y: softmax_loss(x, y)[0])

# %% [markdown]
# And how good are the measured slopes that you have been trusting? Here is their error, for your loss, against the step
# $h$: the number that the gradient check has fixed for you.

# %% nbgrader={"grade_id": "softmax_steps_picture"}
numbers = np.random.default_rng(4)
x, y = 2 * numbers.normal(size=(5, 4)), np.array([3, 0, 1, 1, 2])
pictures.step_curve(lambda x: softmax_loss(x, y)[0], softmax_loss(x, y)[1], x)

# %% [markdown]
# **Think about it.** Each curve is a V. Why does the left branch rise as $h$ shrinks, and why do the right branches of
# the two formulas have different slopes? What would the V look like in `float32`?

# %% [markdown]
# ## 4. The classifier
#
# Time to compose. The network is *fc – relu – fc – softmax*: two fully connected layers with a ReLU between them, and the
# softmax loss on top. Its backward pass visits the same layers in the opposite order, each one turning the gradient of
# its output into the gradient of its input, and leaving behind the gradients of its own parameters.

# %% nbgrader={"grade_id": "classifier_picture"}
pictures.layer_chain(
    [("X", "(N, D)"), ("fc: W1, b1", "(N, H)"), ("relu", "(N, H)"), ("fc: W2, b2", "(N, C)"), ("softmax", "loss")],
    alt="A chain of boxes: X of shape (N, D), fc with W1 and b1 to (N, H), relu to (N, H), fc with W2 and b2 to (N, C), "
    "softmax to the loss. Arrows lead forward with values and backward with gradients of the same shapes.",
)

# %% [markdown]
# Draw the weights from a normal distribution of mean 0 and standard deviation `weight_scale` (`np.random.randn` gives
# standard deviation 1), and set the biases to 0. There is no regularisation.
#
# Everything that the network knows must be in `self.params`: training replaces those arrays, and so do the checks.
#
# <details><summary>Hint 1: forward</summary>
#
# Three calls of your own functions, each with a cache of its own. Without labels you are done after the third.
#
# </details>
# <details><summary>Hint 2: backward</summary>
#
# `softmax_loss` gives the gradient with respect to the scores: the upstream gradient of the second fully connected
# layer. From there, hand the gradient down, cache by cache.
#
# </details>
# <details><summary>Hint 3: with or without labels?</summary>
#
# Ask `y is None`. A test of the values of `y` goes wrong for a batch whose labels are all 0.
#
# </details>


# %% nbgrader={"grade_id": "classifier_model", "solution": true}
class SoftmaxClassifier:
    """A two-layer network for classification: fc - relu - fc - softmax."""

    def __init__(self, input_dim=784, hidden_dim=100, num_classes=10, weight_scale=1e-3):
        """Set self.params, a dictionary of float64 arrays.

        W1 (input_dim, hidden_dim), b1 (hidden_dim,), W2 (hidden_dim, num_classes), b2 (num_classes,).
        """
        ### BEGIN SOLUTION
        self.params = {
            "W1": weight_scale * np.random.randn(input_dim, hidden_dim),
            "b1": np.zeros(hidden_dim),
            "W2": weight_scale * np.random.randn(hidden_dim, num_classes),
            "b2": np.zeros(num_classes),
        }
        ### END SOLUTION

    def loss(self, X, y=None):
        """X: float64 (N, input_dim); y: integers (N,), or None.

        Without y: returns the scores, float64 (N, num_classes), before the softmax.
        With y: returns (loss, grads), a number and a dictionary with the keys and shapes of self.params.
        """
        ### BEGIN SOLUTION
        p = self.params
        hidden, first = fc_forward(X, p["W1"], p["b1"])
        active, gate = relu_forward(hidden)
        scores, second = fc_forward(active, p["W2"], p["b2"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        dactive, dW2, db2 = fc_backward(dscores, second)
        _, dW1, db1 = fc_backward(relu_backward(dactive, gate), first)
        return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
        ### END SOLUTION


# %% nbgrader={"grade_id": "classifier_params_public", "points": 1}
model = SoftmaxClassifier(input_dim=5, hidden_dim=4, num_classes=3)
if not hasattr(model, "params"):
    check.fail("The classifier has no `params`: `__init__` should set `self.params`, a dictionary.")
check.keys(model.params, ["W1", "b1", "W2", "b2"], name="params")
for name, shape in {"W1": (5, 4), "b1": (4,), "W2": (4, 3), "b2": (3,)}.items():
    value = check.array(model.params[name], shape=shape, name=f'params["{name}"]')
    if name in ("W1", "W2"):
        check.at_least(
            value.std(), 1e-5, name=f'the spread of params["{name}"]', hint="Do the weights start at random?"
        )
check.passed("SoftmaxClassifier: params has W1, b1, W2 and b2 with the right shapes")

# %% nbgrader={"grade_id": "classifier_scores_public", "points": 1}
model = SoftmaxClassifier(input_dim=2, hidden_dim=3, num_classes=2)
set_parameters(model, {
    "W1": np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]), "b1": np.array([0.0, 1.0, -3.0]),
    "W2": np.array([[1.0, 2.0], [0.0, 2.0], [3.0, -1.0]]), "b2": np.array([0.5, -0.5]),
})  # fmt: skip
# (3, 1) → (3, 2, 2) → relu (3, 2, 2) → (9.5, 7.5); (-1, -2) → (-1, -1, -3) → relu (0, 0, 0) → (0.5, -0.5)
X = np.array([[3.0, 1.0], [-1.0, -2.0]])
before = X.copy()
scores = model.loss(X)
check.unchanged(before, X, name="X")
right = np.array([[9.5, 7.5], [0.5, -0.5]])
powers = np.exp(right)
mistakes = {
    "the ReLU between the two layers is missing.": np.array([[9.5, 7.5], [-9.5, -1.5]]),
    "these are probabilities: scores are what goes into the softmax.": powers / powers.sum(axis=1, keepdims=True),
}
check.close(scores, right, name="scores", mistakes=mistakes)
check.passed("SoftmaxClassifier: the scores of a network small enough for paper are right")

# %% nbgrader={"grade_id": "classifier_gradient_public", "points": 1}
numbers = np.random.default_rng(5)
X, y = numbers.normal(size=(5, 4)), np.array([2, 0, 1, 1, 0])
model = SoftmaxClassifier(input_dim=4, hidden_dim=7, num_classes=3)
shapes = {"W1": (4, 7), "b1": (7,), "W2": (7, 3), "b2": (3,)}


def loss_of(*values):
    set_parameters(model, dict(zip(shapes, values, strict=True)))
    return check.pair(model.loss(X, y), 2, name="loss")


def scaled(dout, grads):
    check.keys(grads, shapes, name="grads")
    return tuple(dout * grads[name] for name in shapes)


W1, b1, W2, b2 = (numbers.normal(size=shape) for shape in shapes.values())
scores = np.maximum(X @ W1 + b1, 0) @ W2 + b2
loss = np.mean(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(5), y])
told = {"expected": loss, "axes": {0: "batch of 5", 1: "classes, 3"}, "name": "SoftmaxClassifier.loss"}
parameters = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
gradient_check(loss_of, scaled, parameters, rng=numbers, **told).assert_passed()
check.passed("SoftmaxClassifier: all four gradients agree with the measured slopes of the loss")

# %% nbgrader={"grade_id": "classifier_weights", "points": 1}
# Hidden: W1 and W2 start normally distributed, with mean 0 and standard deviation weight_scale.
### BEGIN HIDDEN TESTS
wide = {"input_dim": 150, "hidden_dim": 200, "num_classes": 30, "weight_scale": 0.2}
for settings, scale, d, h, c in (({}, 1e-3, 784, 100, 10), (wide, 0.2, 150, 200, 30)):
    model = SoftmaxClassifier(**settings)
    for name, shape in (("W1", (d, h)), ("W2", (h, c))):
        weights = check.array(model.params[name], shape=shape, name=f'params["{name}"]').ravel() / scale
        luck = 5 / np.sqrt(len(weights))
        told = f"{name}, for weight_scale={scale}"
        check.at_most(abs(weights.mean()), luck, name=f"the size of the mean of {told}, in standard deviations")
        check.close(weights.std(), 1.0, name=f"std / weight_scale of {told}", rtol=luck)
        # Of normal numbers 4.6 % lie beyond two standard deviations; of uniform ones none.
        check.close(np.mean(np.abs(weights) > 2), 0.0455, atol=0.21 * luck, name=f"the share beyond 2 std in {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_biases", "points": 1}
# Hidden: b1 and b2 start at 0, while the weights do not.
### BEGIN HIDDEN TESTS
model = SoftmaxClassifier(input_dim=7, hidden_dim=6, num_classes=5)
for name, weights, size in (("b1", "W1", 6), ("b2", "W2", 5)):
    check.close(model.params[name], np.zeros(size), name=f'params["{name}"]', atol=0, shapes=[(size,), (1, size)])
    spread = check.array(model.params[weights], name=f'params["{weights}"]').std()
    check.at_least(spread, 1e-5, name=f'the standard deviation of params["{weights}"]')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_scores", "points": 2}
# Hidden: the scores of networks whose params were replaced by fresh numbers, biases included.
### BEGIN HIDDEN TESTS
for n, d, h, c in ((5, 4, 6, 3), (1, 3, 2, 4)):
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, c), "b2": (c,)}
    parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    X = rng.normal(size=(n, d))
    right = reference.SoftmaxClassifier(input_dim=d, hidden_dim=h, num_classes=c)
    model = SoftmaxClassifier(input_dim=d, hidden_dim=h, num_classes=c)
    set_parameters(right, parameters)
    set_parameters(model, parameters)
    check.close(model.loss(X), right.loss(X.copy()), name=f"scores, for N={n}, D={d}, H={h}, C={c}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_loss", "points": 1}
# Hidden: the loss, for fresh parameters, images and labels.
### BEGIN HIDDEN TESTS
shapes = {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}
parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 1, 2])
right = reference.SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
model = SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
set_parameters(right, parameters)
set_parameters(model, parameters)
loss, _ = check.pair(model.loss(X, y), 2, name="loss")
check.close(loss, right.loss(X.copy(), y.copy())[0], name="loss")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_grads_output", "points": 2}
# Hidden: the gradients of W2 and b2, for fresh parameters, images and labels, whatever the model computed before.
### BEGIN HIDDEN TESTS
shapes = {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}
parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 1, 2])
right = reference.SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
model = SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
set_parameters(right, parameters)
set_parameters(model, parameters)
model.loss(X[:2], y[:2])
_, grads = check.pair(model.loss(X, y), 2, name="loss")
_, expected = right.loss(X.copy(), y.copy())
check.keys(grads, ["W2", "b2"], name="grads")
check.close(grads["W2"], expected["W2"], name='grads["W2"]')
check.close(grads["b2"], expected["b2"], name='grads["b2"]', shapes=[(3,), (1, 3)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_grads_hidden", "points": 2}
# Hidden: the gradients of W1 and b1, which have come through both layers and the ReLU.
### BEGIN HIDDEN TESTS
shapes = {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}
parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 1, 2])
right = reference.SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
model = SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
set_parameters(right, parameters)
set_parameters(model, parameters)
_, grads = check.pair(model.loss(X, y), 2, name="loss")
_, expected = right.loss(X.copy(), y.copy())
check.keys(grads, ["W1", "b1"], name="grads")
check.close(grads["W1"], expected["W1"], name='grads["W1"]')
check.close(grads["b1"], expected["b1"], name='grads["b1"]', shapes=[(6,), (1, 6)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_class_zero", "points": 1}
# Hidden: labels that are all 0, for one example and for several, are labels: loss returns (loss, grads).
### BEGIN HIDDEN TESTS
shapes = {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}
parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
for n in (1, 3):
    X, y = rng.normal(size=(n, 4)), np.zeros(n, dtype=int)
    right = reference.SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
    model = SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
    set_parameters(right, parameters)
    set_parameters(model, parameters)
    loss, _ = check.pair(model.loss(X, y), 2, name="loss")
    check.close(loss, right.loss(X.copy(), y.copy())[0], name=f"loss, for N={n} and labels 0")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classifier_inputs_kept", "points": 1}
# Hidden: loss leaves X, y and the parameters as they were.
### BEGIN HIDDEN TESTS
shapes = {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}
parameters = {name: rng.normal(size=shape) for name, shape in shapes.items()}
X, y = rng.normal(size=(5, 4)), np.array([2, 0, 1, 1, 2])
X_before, y_before = X.copy(), y.copy()
model = SoftmaxClassifier(input_dim=4, hidden_dim=6, num_classes=3)
set_parameters(model, parameters)
loss, grads = check.pair(model.loss(X, y), 2, name="loss")
check.unchanged(X_before, X, name="X")
check.unchanged(y_before, y, name="y")
for name, value in parameters.items():
    check.unchanged(value, model.params[name], name=f'params["{name}"]')
### END HIDDEN TESTS

# %% [markdown]
# An untrained network should know nothing. What does its loss say?

# %% nbgrader={"grade_id": "classifier_start"}
np.random.seed(545)
start = SoftmaxClassifier(input_dim=data["X_train"].shape[1], num_classes=data["num_classes"])
loss, grads = start.loss(data["X_train"][:100], data["y_train"][:100])
print(f"loss at the start: {fixed(loss)}; log of the number of classes: {fixed(np.log(data['num_classes']))}")

# %% [markdown]
# **Think about it.** Why is the loss at the start the logarithm of the number of classes? And why must the weights not start
# at 0, as the biases do?

# %% [markdown]
# ## 5. Training, and choosing the size
#
# The training loop is given: a `Solver` draws shuffled mini-batches, asks your classifier for the loss and the gradients,
# updates the parameters, and measures the accuracies after every epoch. At the end your model has the parameters of the
# epoch with the best validation accuracy. First, one network of 32 hidden units:

# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
TRAINING = {
    "update_rule": "sgd_momentum",
    "optim_config": {"learning_rate": {"digits": 0.4, "mnist": 0.2}[data["name"]], "momentum": 0.9},
    "lr_decay": {"digits": 0.9, "mnist": 0.95}[data["name"]],
    "batch_size": 100,
    "num_epochs": 10,
}

# %% nbgrader={"grade_id": "training_curves_picture"}
np.random.seed(545)
pixels = data["X_train"].shape[1]
model = SoftmaxClassifier(input_dim=pixels, hidden_dim=32, num_classes=data["num_classes"])
solver = Solver(model, data, print_every=2, **TRAINING)
solver.train()
pictures.training_curves(solver)

# %% [markdown]
# **Think about it.** During the first epochs nothing seems to happen: the loss stays at its initial value. What are the
# gradients of $W_1$ like when all weights are as small as $10^{-3}$? (Compare with `weight_scale=1e-1`, in a cell of your
# own.)
#
# ### 5.1 Which sizes to try
#
# How many hidden units should the network have? Name at least three candidates, far enough apart to see a difference. Keep
# their sum at or below 1000, so that the search takes seconds and not minutes.

# %% nbgrader={"grade_id": "training_sizes", "solution": true}
# HIDDEN_DIMS: a tuple of at least three different positive ints.
### BEGIN SOLUTION
HIDDEN_DIMS = (4, 16, 64)
### END SOLUTION

# %% nbgrader={"grade_id": "training_sizes_public", "points": 1}
if type(HIDDEN_DIMS) not in (tuple, list):
    check.fail("HIDDEN_DIMS is a tuple of ints, such as (1, 2, 3).")
for size in HIDDEN_DIMS:
    check.equal(size, int(check.number(size, name="a size in HIDDEN_DIMS")), name="a size in HIDDEN_DIMS")
    check.at_least(size, 1, name="a size in HIDDEN_DIMS")
check.at_least(len(set(HIDDEN_DIMS)), 3, name="the number of different sizes")
check.at_most(sum(HIDDEN_DIMS), 1000, name="the sum of all sizes")
check.passed("HIDDEN_DIMS: three sizes or more, small enough to try")

# %% [markdown]
# ### 5.2 The search
#
# Train one network for each size, with the settings in `TRAINING`, and keep the one that is best on the **validation** set.
# The cell above shows how a network is trained; `solver.best_val_acc` is the validation accuracy of the parameters that the
# model has afterwards. The test images stay out of this: whoever chooses by them has nothing left to test with.
#
# <details><summary>Hint 1: what to remember</summary>
#
# A dictionary from size to validation accuracy, and the best model so far with its accuracy. Make a *new* classifier and a
# new Solver for each size.
#
# </details>
# <details><summary>Hint 2: which sizes does the network have?</summary>
#
# `input_dim` is the number of columns of `data["X_train"]`; `num_classes` is `data["num_classes"]`.
#
# </details>


# %% nbgrader={"grade_id": "training_search", "solution": true}
def search(data, hidden_dims):
    """Train a SoftmaxClassifier for each number of hidden units; choose by validation accuracy.

    data: a dictionary like `data` above; hidden_dims: ints, in any order.
    Returns (best_model, results): the classifier with the best validation accuracy, and a dictionary
    {number of hidden units: validation accuracy, from 0 to 1}.
    """
    np.random.seed(545)  # the same starting weights, and so the same results, every time
    ### BEGIN SOLUTION
    best_model, results = None, {}
    for hidden_dim in hidden_dims:
        model = SoftmaxClassifier(data["X_train"].shape[1], hidden_dim, data["num_classes"])
        solver = Solver(model, data, verbose=False, **TRAINING)
        solver.train()
        if best_model is None or solver.best_val_acc > max(results.values()):
            best_model = model
        results[hidden_dim] = solver.best_val_acc
    return best_model, results
    ### END SOLUTION


# %% [markdown]
# The checks of the search use two more helpers: the accuracy that a model's parameters really reach, and the results.


# %% tags=["setup"] nbgrader={"grade_id": "setup_accuracy"}
def true_accuracy(model, judge, X, y):
    """The share of the images X that the parameters of `model` classify as y says.

    judge: a class of networks like SoftmaxClassifier, which gets the parameters: nothing else of `model` is used.
    """
    if not hasattr(model, "params"):
        check.fail("The model has no params: return the classifier itself, not its accuracy or its Solver.")
    check.keys(model.params, ["W1", "b1", "W2", "b2"], name="params")
    W1 = check.array(model.params["W1"], shape=(X.shape[1], None), name='params["W1"]')
    network = judge(input_dim=X.shape[1], hidden_dim=W1.shape[1], num_classes=data["num_classes"])
    return accuracy_of(model, network, X, y)


def table_of(results):
    """The results of a search as {int: float}, verified."""
    check.keys(results, [], name="results")
    for size, accuracy in results.items():
        check.number(size, name="a key of results")
        check.number(accuracy, name=f"results[{size}]")
    return {int(size): float(accuracy) for size, accuracy in results.items()}


# %% nbgrader={"grade_id": "training_search_public", "points": 1}
few = fewer_examples(data, train=600)
found, results_of_two = check.pair(search(few, (16, 8)), 2, name="search")
table = table_of(results_of_two)
check.equal(sorted(table), [8, 16], name="the sizes in results, sorted")
best = max(table.values())
check.at_most(best, 1.0, name="the best accuracy in results", hint="Accuracies are shares, from 0 to 1: not percent.")
check.at_least(best, 0.5, name="the best accuracy in results", hint="Was every network trained?")
accuracy = true_accuracy(found, reference.SoftmaxClassifier, few["X_val"], few["y_val"])
check.at_least(accuracy, 0.5, name="the validation accuracy of the model")
check.passed(f"search: it returns a classifier ({share(accuracy)} of the validation images right) and the results")

# %% nbgrader={"grade_id": "training_run"}
best_model, results = search(data, HIDDEN_DIMS)
for hidden_dim, accuracy in results.items():
    print(f"{hidden_dim:>4} hidden units: {share(accuracy)} of the validation images right")

# %% nbgrader={"grade_id": "training_sizes_picture"}
pictures.accuracy_by_size(results, validation_examples=len(data["y_val"]))

# %% nbgrader={"grade_id": "training_chosen", "points": 1}
# Hidden: of a good size and two poor ones, search chooses the good one.
### BEGIN HIDDEN TESTS
few, sizes = fewer_examples(data, train=600), (1, 16, 2)  # neither the first nor the last is good
chosen, found = check.pair(search(few, sizes), 2, name="search")
check.equal(sorted(table_of(found)), sorted(sizes), name="the sizes in results, sorted")
accuracy = true_accuracy(chosen, reference.SoftmaxClassifier, few["X_val"], few["y_val"])
check.at_least(accuracy, 0.7, name=f"the validation accuracy of the model chosen from sizes {sizes}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_apart", "points": 1}
# Hidden: search learns from the training images that it is given, and from no others: not from those for validation.
### BEGIN HIDDEN TESTS
# Nothing can be learnt from empty images: a network that then reads the validation images was trained on other ones.
few = fewer_examples(data, train=600)
empty = {**few, "X_train": np.zeros_like(few["X_train"])}
for given, kind in ((few, "the training images"), (empty, "empty images")):
    chosen, _ = check.pair(search(given, (32,)), 2, name="search")
    accuracy = true_accuracy(chosen, reference.SoftmaxClassifier, few["X_val"], few["y_val"])
    name = f"the validation accuracy of a network given {kind} to train on"
    if given is few:
        check.at_least(accuracy, 0.7, name=name)
    else:
        check.at_most(accuracy, 0.4, name=name, hint="Which images did it learn from, if not from data['X_train']?")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_best_epoch", "points": 1}
# Hidden: the model returned is the one with the best accuracy in results, even where longer training makes it worse.
### BEGIN HIDDEN TESTS
# Every training image has the next digit's label: who has learned most reads least. The best epoch is none of the last,
# and the best size in training, which comes last, is not the best in validation.
few = fewer_examples(data)
few["y_train"] = (few["y_train"] + 1) % data["num_classes"]
chosen, found = check.pair(search(few, (1, 2, 32)), 2, name="search")
accuracy = true_accuracy(chosen, reference.SoftmaxClassifier, few["X_val"], few["y_val"])
best = max(table_of(found).values(), default=0.0)
check.close(best, accuracy, name="the best accuracy in results", atol=1e-3,
            hint="Expected is the validation accuracy of the model that you returned.")  # fmt: skip
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_results", "points": 2}
# Hidden: results has every size in HIDDEN_DIMS, and best_model is as accurate in validation as the best of them.
### BEGIN HIDDEN TESTS
table = table_of(results)
check.equal(sorted(table), sorted({int(check.number(size)) for size in HIDDEN_DIMS}), name="the sizes in results")
check.at_least(len(table), 3, name="the number of sizes tried")
accuracy = true_accuracy(best_model, reference.SoftmaxClassifier, data["X_val"], data["y_val"])
check.close(max(table.values()), accuracy, name="the best accuracy in results", atol=1e-3,
            hint="Expected is the validation accuracy of best_model.")  # fmt: skip
check.at_least(accuracy, 0.5, name="the validation accuracy of best_model")
### END HIDDEN TESTS

# %% [markdown]
# ### 5.3 The test
#
# Now, once, the test images: their labels are not in this notebook. When your work is graded, the parameters of
# `best_model` are put into a network that is known to work, and the share of test images that it reads correctly decides:
#
# | test accuracy on scikit-learn's digits | on MNIST | points |
# |---|---|---|
# | at least 92 % | at least 96.5 % | 3 |
# | at least 85 % | at least 90 % | 1.5 |

# %% nbgrader={"grade_id": "training_accuracy", "points": 3}
# Hidden: the test accuracy of best_model (see the table above).
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

full, half = {"digits": (0.92, 0.85), "mnist": (0.965, 0.90)}[data["name"]]
labels = held_out_image_labels(data["name"])
accuracy = true_accuracy(best_model, reference.SoftmaxClassifier, data["X_test"], labels)
if half <= accuracy < full:
    check.partial(0.5, f"Test accuracy {share(accuracy)}: {share(full)} is needed for full points.")
check.at_least(accuracy, full, name="the test accuracy of best_model")
check.passed(f"test accuracy of best_model: {share(accuracy)}")
### END HIDDEN TESTS

# %% [markdown]
# Where does your best network fail? These are its most confident mistakes among the validation images, each captioned with
# the true digit and the digit it was taken for.

# %% nbgrader={"grade_id": "training_mistakes_picture"}
pictures.mistakes(best_model.loss(data["X_val"]), data["X_val"], data["y_val"], data["image_shape"])

# %% [markdown]
# And this is what it has learned to look at: the incoming weights of its hidden units, drawn as images.

# %% nbgrader={"grade_id": "training_weights_picture"}
pictures.first_layer(best_model.params["W1"], data["image_shape"])

# %% [markdown]
# **Think about it.** Some of the mistakes are hard for people, too. Which ones would you forgive, and which ones tell you
# something about what this network cannot see?
#
# ### 5.4 Your report
#
# Report the number of hidden units that you would choose, and why (graded by hand: 4 points). Say
#
# 1. which sizes you tried, and the validation accuracy of each;
# 2. how large the differences are in *numbers of images*, and so which of them may be luck;
# 3. what speaks for a smaller network, and what for a larger one;
# 4. why the test accuracy that will be measured is expected to be a little lower than the best validation accuracy.

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 4, "solution": true}
# **My report**
#
# ### BEGIN SOLUTION
# I tried 4, 16 and 64 hidden units. Validation accuracies: 91.0 %, 96.0 % and 97.3 %.
#
# The validation set has 300 images, so that one image is 0.33 %. At 96 % the standard error is
# $\sqrt{0.96 \cdot 0.04 / 300} = 1.1\,\%$, about three images. 16 and 64 units differ by four images, which may be luck;
# 4 units are 15 images behind, clearly worse. The starting weights are luck, too: with five other seeds 4 units reached
# 68 % to 90 %, 16 units 95 % to 97 % and 64 units 96 % to 97 %.
#
# A small network is faster, needs less memory and can memorise less. A larger one learns finer features and depends less
# on its starting weights; on this set it did not overfit, since its validation accuracy does not fall. I would choose 64
# units: never worse than 16 by more than two images, and trained in less than a second.
#
# The best of three validation accuracies was chosen *because* it was high, luck included (and each of them is the best of
# all epochs). The test images had no part in the choice, so that their luck is not selected: on average the test accuracy
# is a little lower.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# A layer is a pair of functions that share a cache. The backward pass never builds a Jacobian: it multiplies the upstream
# gradient by it, with a matrix product or a mask. A network is a list of layers, and its backward pass is the same list
# read from the end. There is nothing more in the frameworks that you will use later, only more layers, on faster
# machines.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | batch | the examples that go through the network together, one per row |
# | scores, logits | the outputs of the last layer, before the softmax |
# | upstream gradient | the gradient of the loss with respect to a layer's output, which the backward pass starts from |
# | cache | what a forward pass keeps for its backward pass |
# | Jacobian | the matrix of all derivatives of a layer's outputs with respect to its inputs |
# | gradient check | comparing a backward pass with measured slopes |
# | one-hot | a row with 1 at the place of the label and 0 elsewhere |
# | epoch | one pass through all training examples |
# | momentum | a decaying sum of past gradients, which the optimizer follows |
# | hyperparameter | a setting that training does not learn, such as the number of hidden units |
# | validation set | examples kept from training, to choose hyperparameters with |
# | test set | examples kept from training *and* choosing, to be looked at once |
#
# **To read on**
#
# - D. Rumelhart, G. Hinton, R. Williams, *Learning representations by back-propagating errors*, Nature 323 (1986)
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapter 6 (MIT Press, 2016)
# - *CS231n: Deep Learning for Computer Vision*, course notes on backpropagation and on gradient checks (Stanford)
# - Y. LeCun, L. Bottou, G. Orr, K.-R. Müller, *Efficient BackProp* (1998)
# - N. Higham, P. Blanchard, D. Higham, *Accurately computing the log-sum-exp and softmax functions* (IMA J. Numer. Anal., 2021)
#
# The questions follow the first two problems of a homework of EECS 545 at the University of Michigan (Winter 2020), which
# credits Stanford's CS231n.

# %% [markdown]
# ## Collaboration and honour
#
# You may discuss the problems in groups of up to five people. Write your code and your derivations on your own, and name
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
