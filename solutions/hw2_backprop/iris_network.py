# %% [markdown]
# # A network of classes, trained on flowers
#
# In this notebook you build a small neural network the way libraries do: as classes. Activations, a fully connected
# layer and a loss each get a `forward` and a `backward`; a network only chains them. Then you train it to tell
# three species of iris apart, and find out what learning rate and width do to it.
#
# **You will be able to**
#
# - derive the gradients of ReLU, a fully connected layer, softmax and cross-entropy, one element at a time;
# - write layers as objects that keep their parameters, their cache and their gradients;
# - multiply by the Jacobian of the softmax without ever building it;
# - run a network of any depth forward and backward with two short loops;
# - decide whether to standardise data, choose settings on a validation set, and report a test error honestly.
#
# **You need**: the chain rule for several variables, matrix products, NumPy's broadcasting, Python classes.
#
# **Time**: about 300 minutes, of which the computer needs less than one.
#
# **Data**: R. A. Fisher's Iris flowers (1936): four measurements of 150 flowers, real and complete. They come with
# scikit-learn, so nothing has to be downloaded.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave names and arguments
#   as they are. In the text cells that say *FILL_IN*, answer in words and formulas (LaTeX goes between dollar signs).
# - Run the check below each answer. Checks marked *hidden* are empty here: their first line says what they will try, on
#   inputs unknown in advance.
# - All arrays are `float64`, and one row is one example. $m$ is the number of examples in a batch.
# - **No Python loop over the examples**: a loop over the rows, or a comprehension, costs all points of the question.
#   The formulas for single elements and the softmax question are exempt. Loops over *layers*, features or classes are
#   fine.
# - **No function may change its arguments.** `Z = Z - 1` makes a new array, `Z -= 1` changes the caller's.
# - Backward passes get what they need as arguments or from the cache: an activation keeps nothing between calls.
# - You may use NumPy and `math`. Finished layers, losses or automatic differentiation from a library are ruled out.
# - If a part is wrong, go on all the same: what is built on it is also tested with correct parts.
# - Stuck? Open the hints one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, gradient_check, growth, numerical_gradients, reference, remote, rng
from coursekit import describe_iris, fixed, load_iris, pictures, save_run
from coursekit import Activation, Layer, Linear, Loss, Network, TanH, initialize_weights, optimizers

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
data = load_iris()
print(describe_iris(data))

# %% nbgrader={"grade_id": "data_picture"}
pictures.flowers(data)

# %% [markdown]
# `Activation`, `Layer` and `Loss`, from `coursekit`, only say which methods there are: `activation(Z)` is short for
# `activation.forward(Z)`. Two activations are given, `Linear` ($Y = Z$) and `TanH`. A layer asks for one by its name:


# %% tags=["setup"] nbgrader={"grade_id": "setup_helpers"}
def initialize_activation(name):
    """A new object of the activation called "linear", "tanh" (both given), "relu" or "softmax" (yours)."""
    makers = {"linear": Linear, "tanh": TanH, "relu": lambda: ReLU(), "softmax": lambda: SoftMax()}
    return makers[name]()


def set_layer(layer, W, b):
    """Give a layer the weights W (n_in, n_out) and the bias b (1, n_out)."""
    layer._init_parameters((2, len(W)))
    layer.parameters["W"], layer.parameters["b"] = W.copy(), b.copy()


def away_from_zero(rng, *shape):
    """Random numbers of both signs, none closer to 0 than 0.1, where the ReLU has a kink."""
    return rng.uniform(0.1, 2, size=shape) * rng.choice([-1, 1], size=shape)


def probabilities(rng, m, k):
    """Random probabilities (m, k), all above 0.01, every row with the sum 1."""
    parts = rng.uniform(0.2, 1, size=(m, k))
    return parts / parts.sum(axis=1, keepdims=True)


# %% [markdown]
# ## 1. ReLU
#
# Without something nonlinear between them, any number of layers collapses into one. The **rectified linear unit** is the
# simplest choice that works well, applied to every element of $Z$ on its own:
#
# $$Y = \sigma_{\text{ReLU}}(Z), \qquad Y_{ij} = \max(0, Z_{ij}), \qquad Z \in \mathbb{R}^{m \times n}.$$
#
# Where a unit is active its slope is exactly 1, so that a gradient passes through it undiminished.
#
# ### 1.1 Derive
#
# Derive the gradient with respect to one element, $[\partial L/\partial Z]_{ij}$, from the chain rule over all elements of
# $Y$, and put the elements together again: write $\partial L/\partial Z$ in terms of $\partial L/\partial Y$ and $Z$. (Graded
# by hand: 6 points.)
#
# <details><summary>Hint</summary>
#
# $[\partial L/\partial Z]_{ij} = \sum_{r,s} [\partial L/\partial Y]_{rs}\, \partial Y_{rs}/\partial Z_{ij}$. In how many terms
# of this sum does $Y_{rs}$ depend on $Z_{ij}$?
#
# </details>

# %% [markdown] nbgrader={"grade_id": "relu_formula_derivation", "points": 6, "solution": true}
# **My derivation of** $\partial L/\partial Z$ **for the ReLU**
#
# ### BEGIN SOLUTION
# $\partial Y_{rs} / \partial Z_{ij}$ is 0 unless $(r, s) = (i, j)$, since each output depends on the input at its own place
# only. There it is the slope of $\max(0, z)$, which is 1 for $z > 0$ and 0 for $z < 0$. One term of the chain rule is left:
#
# $$\Bigl[\frac{\partial L}{\partial Z}\Bigr]_{ij} = \Bigl[\frac{\partial L}{\partial Y}\Bigr]_{ij}\,\mathbf 1[Z_{ij} > 0],
# \qquad \frac{\partial L}{\partial Z} = \frac{\partial L}{\partial Y} \odot \mathbf 1[Z > 0].$$
#
# At exactly 0 there is no derivative; any number from 0 to 1 is a subgradient, and programs take 0 or 1.
# ### END SOLUTION

# %% [markdown]
# ### 1.2 Your formula, as code


# %% nbgrader={"grade_id": "relu_formula", "solution": true}
def relu_gradient(Z, dLdY, i, j):
    """One element of dL/dZ for Y = ReLU(Z), from your formula.

    Z, dLdY: float64 (m, n), no entry of Z is 0; i, j: ints, counted from 0. Returns the number [dL/dZ]_ij.
    """
    ### BEGIN SOLUTION
    return dLdY[i, j] if Z[i, j] > 0 else 0.0
    ### END SOLUTION


# %% [markdown]
# The check takes $L = \sum_{ij} Y_{ij} G_{ij}$ with a fixed array $G$. Then $\partial L/\partial Y = G$ exactly, and the slope
# of $L$ can be measured by nudging one number at a time.

# %% nbgrader={"grade_id": "relu_formula_public", "points": 2}
Z = np.array([[1.5, -2.0, 0.5], [-0.5, 3.0, -1.0]])
G = np.array([[2.5, 3.0, -4.5], [5.5, -6.0, 7.0]])
measured = numerical_gradients(lambda a: float((np.maximum(a["Z"], 0) * G).sum()), {"Z": Z})["Z"]
for i, j in ((0, 0), (0, 2), (1, 0)):
    got = check.number(relu_gradient(Z, G, i, j), name=f"dL/dZ[{i}, {j}]")
    mistakes = {"this is Z[i, j], where dLdY[i, j] was expected.": Z[i, j]}
    if Z[i, j] > 0:
        mistakes["this is the slope of the ReLU alone: the chain rule multiplies it by dLdY[i, j]."] = 1.0
    else:
        mistakes["this is dLdY[i, j], although Z[i, j] is negative."] = G[i, j]
    check.close(got, measured[i, j], name=f"dL/dZ[{i}, {j}]", rtol=1e-6, atol=1e-8, axes={}, mistakes=mistakes)
check.passed("relu_gradient: it agrees with the measured slopes")

# %% nbgrader={"grade_id": "relu_formula_fresh", "points": 4}
# Hidden: your formula against measured slopes at fresh points, several sizes, every element.
### BEGIN HIDDEN TESTS
for m, n in ((3, 4), (1, 5), (4, 2)):
    Z, G = away_from_zero(rng, m, n), rng.normal(size=(m, n))
    Z[0, 0] = 1.25
    measured = numerical_gradients(lambda a, G=G: float((np.maximum(a["Z"], 0) * G).sum()), {"Z": Z})["Z"]
    for i, j in np.ndindex(m, n):
        got = check.number(relu_gradient(Z, G, i, j), name=f"dL/dZ[{i}, {j}]")
        check.close(got, measured[i, j], name=f"dL/dZ[{i}, {j}], for m={m}, n={n}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# ### 1.3 The class
#
# Now for a whole batch at once, and without a loop over the examples.


# %% nbgrader={"grade_id": "relu_class", "solution": true}
class ReLU(Activation):
    """max(0, Z), elementwise."""

    def forward(self, Z):
        """Z: float64 (m, n). Returns Y, float64 (m, n)."""
        ### BEGIN SOLUTION
        return np.maximum(Z, 0)
        ### END SOLUTION

    def backward(self, Z, dY):
        """Z: float64 (m, n), the input of the ReLU; dY: float64 (m, n), the gradient dL/dY.

        Returns dL/dZ, float64 (m, n). Where Z is exactly 0, either 0 or dY is right. Needs no earlier call of forward.
        """
        ### BEGIN SOLUTION
        return dY * (Z > 0)
        ### END SOLUTION


# %% nbgrader={"grade_id": "relu_forward_public", "points": 2}
Z = np.array([[-1.5, 2.0, 0.25], [3.0, -0.5, -4.0]])
before = Z.copy()
Y = ReLU().forward(Z)
check.unchanged(before, Z, name="Z")
check.close(Y, np.array([[0.0, 2.0, 0.25], [3.0, 0.0, 0.0]]), name="forward(Z)")
check.passed("ReLU.forward: negative entries become 0, positive ones stay, and Z is left alone")

# %% nbgrader={"grade_id": "relu_forward_shapes", "points": 2}
# Hidden: forward on fresh batches of several shapes, one example among them.
### BEGIN HIDDEN TESTS
for shape in ((4, 3), (1, 6), (5, 2)):
    Z = away_from_zero(rng, *shape)
    Z[0, :2] = -1.5, 1.25
    check.close(ReLU().forward(Z), reference.ReLU().forward(Z.copy()), name=f"forward(Z), for shape {shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "relu_slope_picture"}
curve = ReLU()
pictures.activation(
    lambda z: curve.forward(z[:, None])[:, 0],
    lambda z: curve.backward(z[:, None], np.ones((len(z), 1)))[:, 0],
    name="ReLU",
)

# %% nbgrader={"grade_id": "relu_backward_public", "points": 2}
numbers, relu = np.random.default_rng(1), ReLU()
Z, dY = np.array([[-2.0, 1.0, 3.0, -0.5]]), np.array([[5.0, -6.0, 7.0, -8.0]])
before = dY.copy()
mistakes = {
    "zeros where dY is negative: Z decides which entries pass.": np.array([[5.0, 0.0, 7.0, 0.0]]),
    "Z and dY are exchanged.": np.array([[-2.0, 0.0, 3.0, 0.0]]),
    "multiplied by the output where its slope, 0 or 1, is needed.": np.array([[0.0, -6.0, 21.0, 0.0]]),
}
relu.forward(Z)
dZ = relu.backward(Z, dY)
check.unchanged(before, dY, name="dY")
check.close(dZ, np.array([[0.0, -6.0, 7.0, 0.0]]), name="backward(Z, dY)", mistakes=mistakes)
Z = away_from_zero(numbers, 3, 4)
passes = lambda Z: (relu.forward(Z), Z), lambda dY, Z: relu.backward(Z, dY)
told = {"expected": np.maximum(Z, 0), "name": "ReLU.forward"}
gradient_check(*passes, {"Z": Z}, rng=numbers, **told).assert_passed()
check.passed("ReLU.backward: it agrees with the measured slopes")

# %% nbgrader={"grade_id": "relu_backward_values", "points": 2}
# Hidden: backward, after forward on the same Z, for fresh batches of several shapes.
### BEGIN HIDDEN TESTS
for shape in ((4, 3), (1, 6), (5, 2)):
    Z, dY = away_from_zero(rng, *shape), rng.normal(size=shape)
    Z[0, :2] = -1.5, 1.25
    relu = ReLU()
    relu.forward(Z)
    expected = reference.ReLU().backward(Z.copy(), dY.copy())
    check.close(relu.backward(Z, dY), expected, name=f"backward(Z, dY), for shape {shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "relu_backward_alone", "points": 1}
# Hidden: backward of a new object, without any call of forward.
### BEGIN HIDDEN TESTS
Z, dY = away_from_zero(rng, 4, 3), rng.normal(size=(4, 3))
check.close(ReLU().backward(Z, dY), reference.ReLU().backward(Z.copy(), dY.copy()), name="backward(Z, dY)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "relu_inputs_kept", "points": 2}
# Hidden: both passes leave Z and dY as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
Z_before, dY_before = away_from_zero(rng, 3, 5), rng.normal(size=(3, 5))
Z_before[0, :2] = -1.5, 1.25
relu = ReLU()
Y, Z = check.pair(call(relu.forward, Z_before.copy()), 2, name="the call of forward")
check.unchanged(Z_before, Z, name="Z, given to forward")
dZ, Z, dY = check.pair(call(relu.backward, Z_before.copy(), dY_before.copy()), 3, name="the call of backward")
check.unchanged(Z_before, Z, name="Z, given to backward")
check.unchanged(dY_before, dY, name="dY")
for name, result in (("forward", Y), ("backward", dZ)):
    if result is None:
        check.fail(f"{name} returned nothing.")
### END HIDDEN TESTS

# %% [markdown]
# The next check calls your class with 20 examples and with up to 2,000, and counts the steps that Python takes. A loop over
# the examples takes more for each of them, however it is written, and costs all points of the question.


# %% nbgrader={"grade_id": "relu_no_loop_public", "points": 1}
def both_passes(run, relu, Z, dY):
    return {"forward": run("forward", relu.forward, Z), "backward": run("backward", relu.backward, Z, dY)}


def draw(n):
    return away_from_zero(rng, n, 6), rng.normal(size=(n, 6))


growth.check_no_loop(both_passes, ReLU(), reference.ReLU(), draw, count=remote("growth.count_steps"))
check.passed("ReLU: no Python loop over the examples")

# %% [markdown]
# **Think about it.** A unit whose $Z$ is negative for every flower is called *dead*. Which gradients does it get, and can
# gradient descent bring it back to life?

# %% [markdown]
# ## 2. The fully connected layer
#
# A layer with $n$ inputs and $k$ outputs (the hand-out writes $n^{[l]}$ and $n^{[l+1]}$) computes
#
# $$Z = XW + \mathbf 1 b, \qquad X \in \mathbb{R}^{m \times n},\; W \in \mathbb{R}^{n \times k},\;
# b \in \mathbb{R}^{1 \times k},$$
#
# and then applies its activation, $Y = \sigma(Z)$. Here $\mathbf 1$ is a column of $m$ ones: $\mathbf 1 b$ repeats the row
# $b$ for every example, which NumPy does by broadcasting.
#
# ### 2.1 Derive
#
# Given $\partial L/\partial Z$, derive $[\partial L/\partial W]_{ij}$, $[\partial L/\partial b]_{1j}$ and
# $[\partial L/\partial X]_{ri}$, element by element, and combine each into a matrix expression. Say which terms of the
# chain rule vanish. (Graded by hand: 6 points.)
#
# <details><summary>Hint 1: what depends on what?</summary>
#
# $Z_{rs} = \sum_t X_{rt} W_{ts} + b_{1s}$. The weight $W_{ij}$ occurs in column $j$ only, but in every row.
#
# </details>
# <details><summary>Hint 2: from a sum to a product</summary>
#
# $\sum_r A_{ri} B_{rj}$ is the element $(i, j)$ of $A^\top B$. What is the column of ones good for?
#
# </details>

# %% [markdown] nbgrader={"grade_id": "fc_formula_derivation", "points": 6, "solution": true}
# **My derivation of** $\partial L/\partial W$, $\partial L/\partial b$ **and** $\partial L/\partial X$
#
# ### BEGIN SOLUTION
# From $Z_{rs} = \sum_t X_{rt} W_{ts} + b_{1s}$, with $D = \partial L/\partial Z$:
#
# *Weights.* $\partial Z_{rs}/\partial W_{ij} = X_{ri}\,\delta_{sj}$, because $W_{ij}$ enters column $j$ only. The sum over $s$
# has one term left: $[\partial L/\partial W]_{ij} = \sum_r X_{ri} D_{rj}$, that is, $\partial L/\partial W = X^\top D$.
#
# *Bias.* $\partial Z_{rs}/\partial b_{1j} = \delta_{sj}$, and $[\partial L/\partial b]_{1j} = \sum_r D_{rj}$: the sum over the
# batch, $\partial L/\partial b = \mathbf 1^\top D$, of shape $1 \times k$.
#
# *Input.* $\partial Z_{rs}/\partial X_{qi} = W_{is}\,\delta_{rq}$, because an example influences its own row only. Hence
# $[\partial L/\partial X]_{ri} = \sum_s D_{rs} W_{is}$, that is, $\partial L/\partial X = D W^\top$.
# ### END SOLUTION

# %% [markdown]
# ### 2.2 Your formulas, as code


# %% nbgrader={"grade_id": "fc_formula", "solution": true}
def fc_gradients(X, W, dLdZ, r, i, j):
    """One element of each gradient of Z = X W + 1 b, from your formulas.

    X: float64 (m, n); W: float64 (n, k); dLdZ: float64 (m, k); r, i, j: ints, counted from 0.
    Returns three numbers: [dL/dW]_ij, [dL/db]_1j (the index 1 is Python's 0) and [dL/dX]_ri. Loops are fine here.
    """
    ### BEGIN SOLUTION
    m, k = dLdZ.shape
    dW_ij = sum(X[q, i] * dLdZ[q, j] for q in range(m))
    db_j = sum(dLdZ[q, j] for q in range(m))
    dX_ri = sum(dLdZ[r, s] * W[i, s] for s in range(k))
    return dW_ij, db_j, dX_ri
    ### END SOLUTION


# %% nbgrader={"grade_id": "fc_formula_public", "points": 2}
numbers = np.random.default_rng(6)
given = {"X": numbers.normal(size=(5, 3)), "W": numbers.normal(size=(3, 7)), "b": numbers.normal(size=(1, 7))}
G, r, i, j = numbers.normal(size=(5, 7)), 3, 1, 5


def measured(name, place, rows=slice(None), columns=slice(None)):
    """The slope of L for one entry of X, W or b; or of the part of L that only some rows or columns of Z make."""

    def part(a):
        return float((((a["X"] @ a["W"] + a["b"]) * G)[rows, columns]).sum())

    return numerical_gradients(part, given)[name][place]


dW_ij, db_j, dX_ri = check.pair(fc_gradients(given["X"], given["W"], G, r, i, j), 3, name="fc_gradients")
batch, last = {0: "batch of 5"}, "only the last term of the sum counts: is it `=` where `+=` is needed?"
one = "only example r counts, but every example uses this parameter."
mistakes = {last: measured("W", (i, j), rows=-1), one: measured("W", (i, j), rows=r)}
check.close(dW_ij, measured("W", (i, j)), name=f"dL/dW[{i}, {j}]", rtol=1e-6, axes=batch, mistakes=mistakes)
mistakes = {last: measured("b", (0, j), rows=-1), one: measured("b", (0, j), rows=r)}
check.close(db_j, measured("b", (0, j)), name=f"dL/db[0, {j}]", rtol=1e-6, axes=batch, mistakes=mistakes)
one = "only output j counts, but the input goes into every output."
mistakes = {last: measured("X", (r, i), columns=-1), one: measured("X", (r, i), columns=j)}
check.close(dX_ri, measured("X", (r, i)), name=f"dL/dX[{r}, {i}]", rtol=1e-6, axes={}, mistakes=mistakes)
check.passed("fc_gradients: all three agree with the measured slopes")

# %% nbgrader={"grade_id": "fc_formula_weight", "points": 2}
# Hidden: [dL/dW]_ij against measured slopes, fresh numbers, several sizes.
### BEGIN HIDDEN TESTS
for m, n, k, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    X, W, G = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(m, k))
    measured = numerical_gradients(lambda a, X=X, G=G: float((X @ a["W"] * G).sum()), {"W": W})["W"]
    dW_ij, _, _ = check.pair(fc_gradients(X, W, G, *place), 3, name="fc_gradients")
    check.close(dW_ij, measured[place[1], place[2]], name=f"dL/dW, for m={m}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_formula_bias", "points": 1}
# Hidden: [dL/db]_1j against measured slopes, fresh numbers, several sizes.
### BEGIN HIDDEN TESTS
for m, n, k, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    X, W, G = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(m, k))
    b = rng.normal(size=(1, k))
    measured = numerical_gradients(lambda a, Z=X @ W, G=G: float(((Z + a["b"]) * G).sum()), {"b": b})["b"]
    _, db_j, _ = check.pair(fc_gradients(X, W, G, *place), 3, name="fc_gradients")
    check.close(db_j, measured[0, place[2]], name=f"dL/db, for m={m}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_formula_input", "points": 1}
# Hidden: [dL/dX]_ri against measured slopes, fresh numbers, several sizes.
### BEGIN HIDDEN TESTS
for m, n, k, place in ((4, 3, 5, (2, 0, 4)), (3, 5, 2, (0, 4, 1)), (1, 3, 2, (0, 1, 0))):
    X, W, G = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(m, k))
    measured = numerical_gradients(lambda a, W=W, G=G: float((a["X"] @ W * G).sum()), {"X": X})["X"]
    _, _, dX_ri = check.pair(fc_gradients(X, W, G, *place), 3, name="fc_gradients")
    check.close(dX_ri, measured[place[0], place[1]], name=f"dL/dX, for n={n}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# ### 2.3 The class
#
# A layer is an object, because it has something to remember: its `parameters`, what the backward pass will need (`cache`),
# and the `gradients` of its parameters, where the optimizer looks for them. It learns its number of inputs from the first
# batch it sees.
#
# <details><summary>Hint 1: what to cache?</summary>
#
# The backward pass needs $X$ for the weights' gradient, and $Z$ for the activation's.
#
# </details>
# <details><summary>Hint 2: the order of the backward pass</summary>
#
# `dLdY` is the gradient of the *activated* output. The activation's `backward` turns it into $\partial L/\partial Z$; from
# there your three formulas are matrix products.
#
# </details>


# %% nbgrader={"grade_id": "fc_class", "solution": true}
class FullyConnected(Layer):
    """activation(X W + b)."""

    def __init__(self, n_out, activation, weight_init="xavier_uniform"):
        """activation: a name such as "relu"; weight_init: a name that initialize_weights knows."""
        self.n_in, self.n_out = None, n_out
        self.activation = initialize_activation(activation)
        self.init_weights = initialize_weights(weight_init)  # a function: shape -> weights

    def _init_parameters(self, X_shape):
        """X_shape: the shape (m, n_in) of a batch. Sets three dictionaries:

        self.parameters: "W" float64 (n_in, n_out), from self.init_weights, and "b" float64 (1, n_out), zeros;
        self.gradients: arrays of zeros with the same keys and shapes; self.cache: empty.
        """
        self.n_in = X_shape[1]
        ### BEGIN SOLUTION
        self.parameters = {"W": self.init_weights((self.n_in, self.n_out)), "b": np.zeros((1, self.n_out))}
        self.gradients = {name: np.zeros_like(value) for name, value in self.parameters.items()}
        self.cache = {}
        ### END SOLUTION

    def forward(self, X):
        """X: float64 (m, n_in). Returns the activated output, float64 (m, n_out); keeps in self.cache what it takes."""
        if self.n_in is None:
            self._init_parameters(X.shape)
        ### BEGIN SOLUTION
        Z = X @ self.parameters["W"] + self.parameters["b"]
        self.cache = {"X": X, "Z": Z}
        return self.activation.forward(Z)
        ### END SOLUTION

    def backward(self, dLdY):
        """dLdY: float64 (m, n_out). Sets self.gradients (of this batch alone); returns dL/dX, float64 (m, n_in)."""
        ### BEGIN SOLUTION
        dZ = self.activation.backward(self.cache["Z"], dLdY)
        self.gradients = {"W": self.cache["X"].T @ dZ, "b": dZ.sum(axis=0, keepdims=True)}
        return dZ @ self.parameters["W"].T
        ### END SOLUTION


# %% nbgrader={"grade_id": "fc_init_public", "points": 1}
layer = FullyConnected(5, "linear")
layer._init_parameters((7, 4))
if not hasattr(layer, "parameters"):
    check.fail("The layer has no `parameters`: `_init_parameters` should set `self.parameters`, a dictionary.")
check.keys(layer.parameters, ["W", "b"], name="parameters")
W = check.array(layer.parameters["W"], shape=(4, 5), name='parameters["W"]')
check.at_least(W.std(), 0.05, name='the spread of parameters["W"]', hint="Do the weights come from init_weights?")
check.passed("FullyConnected: parameters has W of shape (4, 5), and b")

# %% nbgrader={"grade_id": "fc_init_weights", "points": 1}
# Hidden: the weights come from the requested initialiser; `gradients` starts with zeros for W and b.
### BEGIN HIDDEN TESTS
for name, spread in (("he_normal", np.sqrt(2 / 300)), ("xavier_uniform", np.sqrt(2 / 500))):
    layer = FullyConnected(200, "tanh", weight_init=name)
    layer._init_parameters((3, 300))
    W = check.array(layer.parameters["W"], shape=(300, 200), name=f'parameters["W"], for {name}')
    check.close(W.std(), spread, name=f"the standard deviation of W, for {name}", rtol=0.03)
check.keys(layer.gradients, ["W", "b"], name="gradients, after _init_parameters")
check.close(layer.gradients["W"], np.zeros((300, 200)), name='gradients["W"], after _init_parameters', atol=0)
b_shapes = [(1, 200), (200,)]
check.close(
    layer.gradients["b"], np.zeros((1, 200)), name='gradients["b"], after _init_parameters', atol=0, shapes=b_shapes
)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_init_bias", "points": 1}
# Hidden: the bias starts at zero and has the shape (1, n_out), while the weights do not start at zero.
### BEGIN HIDDEN TESTS
layer = FullyConnected(6, "linear")
layer._init_parameters((5, 3))
W = check.array(layer.parameters["W"], name='parameters["W"]')
check.at_least(W.std(), 0.05, name='the spread of parameters["W"]')
check.close(layer.parameters["b"], np.zeros((1, 6)), name='parameters["b"]', atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_forward_public", "points": 1}
layer = FullyConnected(4, "linear")
W = np.array([[1.0, 0.0, 2.0, -1.0], [0.0, 1.0, 0.0, 1.0], [1.0, -1.0, 0.0, 0.0]])
set_layer(layer, W, np.array([[10.0, 20.0, -30.0, 40.0]]))
X = np.array([[1.0, 2.0, 3.0], [-4.0, 5.0, 6.0]])
before = X.copy()
out = layer.forward(X)
check.unchanged(before, X, name="X")
check.close(out, np.array([[14.0, 19.0, -28.0, 41.0], [12.0, 19.0, -38.0, 49.0]]), name="forward(X)")
check.passed("FullyConnected.forward: the example above comes out right")

# %% nbgrader={"grade_id": "fc_forward_values", "points": 1}
# Hidden: forward with the linear activation, fresh numbers, several sizes, one example among them.
### BEGIN HIDDEN TESTS
for m, n, k in ((4, 3, 2), (1, 5, 7), (6, 2, 3)):
    X, W, b = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(1, k))
    layer, right = FullyConnected(k, "linear"), reference.FullyConnected(k, "linear")
    set_layer(layer, W, b)
    set_layer(right, W, b)
    check.close(layer.forward(X), right.forward(X.copy()), name=f"forward(X), for m={m}, n_in={n}, n_out={k}")
### END HIDDEN TESTS

# %% [markdown]
# A **gradient check** compares a backward pass with measured slopes. The picture shows the relative error of each entry:
# near $10^{-8}$ or below it is rounding, near 1 it is a mistake.


# %% tags=["setup"] nbgrader={"grade_id": "setup_layer_check"}
def check_layer(layer, m, n, k, numbers, activation, **told):
    """A gradient check of a layer from n to k units, with respect to input and parameters, on a batch of m."""

    def forward(X, W, b):
        set_layer(layer, W, b)
        return layer.forward(X), None

    def backward(dLdY, _):
        dX = layer.backward(dLdY)
        check.keys(layer.gradients, ["W", "b"], name="gradients")
        return dX, layer.gradients["W"], layer.gradients["b"]

    inputs = {"X": numbers.normal(size=(m, n)), "W": numbers.normal(size=(n, k)), "b": numbers.normal(size=(1, k))}
    told |= {"expected": activation(inputs["X"] @ inputs["W"] + inputs["b"]), "name": "FullyConnected.forward"}
    return gradient_check(forward, backward, inputs, rng=numbers, **told)


# %% nbgrader={"grade_id": "fc_backward_picture"}
check_layer(FullyConnected(3, "tanh"), 5, 4, 3, np.random.default_rng(2), np.tanh)

# %% nbgrader={"grade_id": "fc_backward_public", "points": 1}
numbers, axes = np.random.default_rng(2), {0: "batch of 5"}
check_layer(FullyConnected(3, "linear"), 5, 4, 3, numbers, lambda Z: Z, axes=axes).assert_passed()
layer = FullyConnected(3, "linear")
set_layer(layer, np.ones((4, 3)), np.zeros((1, 3)))
for m in (5, 2):  # two batches, one after the other
    layer.forward(np.full((m, 4), 2.0))
    dX = layer.backward(np.ones((m, 3)))
    check.close(dX, np.full((m, 4), 3.0), name="backward(dLdY), for W and dLdY of ones")
    for name, right in (("W", np.full((4, 3), 2.0 * m)), ("b", np.full((1, 3), 1.0 * m))):
        mistakes = {"the gradients of the batch before are still in it: each batch sets them anew.": right * 7 / m}
        shapes, told = [(3,)] if name == "b" else None, f'gradients["{name}"], for a batch of {m} and dLdY of ones'
        check.close(layer.gradients[name], right, name=told, shapes=shapes, mistakes=mistakes)
check.passed("FullyConnected.backward: dX and both gradients agree with the measured slopes")

# %% nbgrader={"grade_id": "fc_backward_parameters", "points": 1}
# Hidden: the gradients of W and b, linear activation, fresh numbers, several sizes, one example among them.
### BEGIN HIDDEN TESTS
for m, n, k in ((4, 3, 2), (1, 5, 7), (6, 2, 3)):
    X, W, b, dY = (rng.normal(size=shape) for shape in ((m, n), (n, k), (1, k), (m, k)))
    layer, right = FullyConnected(k, "linear"), reference.FullyConnected(k, "linear")
    for each in (layer, right):
        set_layer(each, W, b)
        each.forward(X.copy())
        each.backward(dY.copy())
    check.close(layer.gradients["W"], right.gradients["W"], name=f'gradients["W"], for m={m}, n_in={n}, n_out={k}')
    check.close(layer.gradients["b"], right.gradients["b"], name=f'gradients["b"], for m={m}', shapes=[(k,)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_backward_input", "points": 1}
# Hidden: what backward returns, linear activation, fresh numbers, several sizes.
### BEGIN HIDDEN TESTS
for m, n, k in ((4, 3, 2), (1, 5, 7), (6, 2, 3)):
    X, W, b, dY = (rng.normal(size=shape) for shape in ((m, n), (n, k), (1, k), (m, k)))
    layer, right = FullyConnected(k, "linear"), reference.FullyConnected(k, "linear")
    for each in (layer, right):
        set_layer(each, W, b)
        each.forward(X.copy())
    check.close(layer.backward(dY), right.backward(dY.copy()), name=f"backward(dLdY), for m={m}, n_in={n}, n_out={k}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_activations", "points": 1}
# Hidden: both passes with the activations tanh and relu.
### BEGIN HIDDEN TESTS
for name in ("tanh", "relu"):
    X, W, b, dY = (rng.normal(size=shape) for shape in ((4, 3), (3, 5), (1, 5), (4, 5)))
    layer, right = FullyConnected(5, name), reference.FullyConnected(5, name)
    for each in (layer, right):
        set_layer(each, W, b)
    check.close(layer.forward(X), right.forward(X.copy()), name=f"forward(X), with {name}")
    check.close(layer.backward(dY), right.backward(dY.copy()), name=f"backward(dLdY), with {name}")
    check.close(layer.gradients["W"], right.gradients["W"], name=f'gradients["W"], with {name}')
    check.close(layer.gradients["b"], right.gradients["b"], name=f'gradients["b"], with {name}', shapes=[(5,)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_again", "points": 1}
# Hidden: a second batch, of another size: the parameters stay, and the gradients are those of the second batch alone.
### BEGIN HIDDEN TESTS
W, b = rng.normal(size=(3, 4)), rng.normal(size=(1, 4))
layer, right = FullyConnected(4, "linear"), reference.FullyConnected(4, "linear")
for each in (layer, right):
    set_layer(each, W, b)
for m in (5, 2):
    X, dY = rng.normal(size=(m, 3)), rng.normal(size=(m, 4))
    check.close(layer.forward(X), right.forward(X.copy()), name=f"forward(X), batch of {m}")
    check.close(layer.backward(dY), right.backward(dY.copy()), name=f"backward(dLdY), batch of {m}")
    check.close(layer.gradients["W"], right.gradients["W"], name=f'gradients["W"], batch of {m}')
    check.close(layer.gradients["b"], right.gradients["b"], name=f'gradients["b"], batch of {m}', shapes=[(4,)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "fc_inputs_kept", "points": 1}
# Hidden: both passes leave X, dLdY and the parameters as they were.
### BEGIN HIDDEN TESTS
X, W, b, dY = (rng.normal(size=shape) for shape in ((4, 3), (3, 5), (1, 5), (4, 5)))
layer = FullyConnected(5, "linear")
set_layer(layer, W, b)
X_before, dY_before = X.copy(), dY.copy()
out, dX = layer.forward(X), layer.backward(dY)
check.unchanged(X_before, X, name="X")
check.unchanged(dY_before, dY, name="dLdY")
check.close(layer.parameters["W"], W, name='parameters["W"], afterwards')
check.close(layer.parameters["b"], b, name='parameters["b"], afterwards', shapes=[(5,)])
for name, result in (("forward", out), ("backward", dX)):
    if result is None:
        check.fail(f"{name} returned nothing.")
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "fc_no_loop_public", "points": 1}
def both_passes(run, layer, X, dLdY):
    found = {"forward(X)": run("forward", layer.forward, X), "backward(dLdY)": run("backward", layer.backward, dLdY)}
    return found | {f'gradients["{name}"]': layer.gradients[name] for name in ("W", "b")}


def draw(n):
    return rng.normal(size=(n, 3)), rng.normal(size=(n, 2))


layer, right = FullyConnected(2, "linear"), reference.FullyConnected(2, "linear")
W, b = rng.normal(size=(3, 2)), rng.normal(size=(1, 2))
for each in (layer, right):
    set_layer(each, W, b)
growth.check_no_loop(both_passes, layer, right, draw, count=remote("growth.count_steps"))
check.passed("FullyConnected: no Python loop over the examples")

# %% [markdown]
# **Think about it.** The gradient of the bias is a *sum* over the batch. Which part of this notebook will turn it into a
# mean? What would happen if two parts did?

# %% [markdown]
# ## 3. Softmax
#
# The last layer should output *probabilities*. Softmax makes them from any $k$ numbers $s_1, \dots, s_k$, the scores or
# logits:
#
# $$\sigma_i = \frac{e^{s_i}}{\sum_{l=1}^{k} e^{s_l}} = \frac{e^{s_i - c}}{\sum_{l=1}^{k} e^{s_l - c}} \qquad
# \text{with } c = \max_l s_l.$$
#
# Both forms are the same in mathematics, but not in a computer: $e^{1000}$ is `inf`. (Why can the second form neither
# overflow nor divide by 0?)
#
# ### 3.1 Derive
#
# Each output depends on *every* score. Derive the Jacobian of softmax for a single example: $\partial\sigma_i/\partial s_j$ for
# an arbitrary pair $(i, j)$, in terms of $\sigma$ alone. (Graded by hand: 6 points.)
#
# <details><summary>Hint 1: two cases</summary>
#
# Write $\sigma_i = e^{s_i}/S$ with $S = \sum_l e^{s_l}$ and use the quotient rule. $\partial S/\partial s_j$ is the same in
# both cases, $i = j$ and $i \ne j$; $\partial e^{s_i}/\partial s_j$ is not.
#
# </details>
# <details><summary>Hint 2: one formula for both</summary>
#
# The Kronecker delta $\delta_{ij}$ is 1 for $i = j$ and 0 otherwise.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "softmax_formula_derivation", "points": 6, "solution": true}
# **My derivation of** $\partial\sigma_i/\partial s_j$
#
# ### BEGIN SOLUTION
# With $S = \sum_l e^{s_l}$ we have $\partial S/\partial s_j = e^{s_j}$ and $\partial e^{s_i}/\partial s_j = \delta_{ij} e^{s_i}$.
# The quotient rule gives
#
# $$\frac{\partial\sigma_i}{\partial s_j} = \frac{\delta_{ij} e^{s_i} S - e^{s_i} e^{s_j}}{S^2}
# = \delta_{ij}\sigma_i - \sigma_i\sigma_j = \sigma_i(\delta_{ij} - \sigma_j).$$
#
# On the diagonal this is $\sigma_i(1 - \sigma_i)$, beside it $-\sigma_i\sigma_j$: the matrix
# $\operatorname{diag}(\sigma) - \sigma\sigma^\top$, which is symmetric. Its rows sum to 0, because raising all scores
# by the same amount changes nothing.
# ### END SOLUTION

# %% [markdown]
# ### 3.2 Your formula, as code


# %% nbgrader={"grade_id": "softmax_formula", "solution": true}
def softmax_jacobian(s):
    """The Jacobian of softmax at one example.

    s: float64 (k,), scores of ordinary size. Returns float64 (k, k), the entry [i, j] being d sigma_i / d s_j.
    """
    ### BEGIN SOLUTION
    sigma = np.exp(s - s.max())
    sigma = sigma / sigma.sum()
    return np.diag(sigma) - np.outer(sigma, sigma)
    ### END SOLUTION


# %% nbgrader={"grade_id": "softmax_formula_public", "points": 2}
J = softmax_jacobian(np.log(np.array([1.0, 2.0, 5.0])))  # the probabilities are 1/8, 2/8 and 5/8
right = np.array([[7.0, -2.0, -5.0], [-2.0, 12.0, -10.0], [-5.0, -10.0, 15.0]]) / 64
mistakes = {
    "the products of two probabilities have the wrong sign.": np.array([[9, 2, 5], [2, 20, 10], [5, 10, 65]]) / 64,
    "right on the diagonal; beside it sigma_j is a term too many.": np.array([[7, 14, 35], [6, 12, 30], [3, 6, 15]])
    / 64,
    "right on the diagonal; beside it sigma_i is a term too many.": np.array([[7, 6, 3], [14, 12, 6], [35, 30, 15]])
    / 64,
}
check.close(J, right, name="the Jacobian", mistakes=mistakes)
check.passed("softmax_jacobian: right for the probabilities 1/8, 2/8 and 5/8")

# %% nbgrader={"grade_id": "softmax_formula_fresh", "points": 4}
# Hidden: the Jacobian at fresh scores, for several numbers of classes, against measured slopes.
### BEGIN HIDDEN TESTS
for k in (2, 3, 6):
    s = rng.normal(size=k)
    rows = []
    for i in range(k):
        share = numerical_gradients(lambda a, i=i: float(np.exp(a["s"][i]) / np.exp(a["s"]).sum()), {"s": s})
        rows.append(share["s"])
    check.close(softmax_jacobian(s), np.stack(rows), name=f"the Jacobian, for k={k}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_jacobian_picture"}
pictures.jacobian(softmax_jacobian(np.array([2.0, 1.0, 0.0, -1.0])), name="softmax at (2, 1, 0, -1)")

# %% [markdown]
# **Think about it.** Every row of this matrix sums to 0, and so does every column. What do the two facts say about the
# scores, and about the probabilities?
#
# ### 3.3 The class
#
# Now for a batch: each row of $Z$ is one example. In this question you **may** loop over the examples in `backward`; without
# a loop it is three short operations, though, and no Jacobian is ever built.
#
# <details><summary>Hint 1: axes</summary>
#
# `keepdims=True` keeps the result of `max` and `sum` as a column, so that it lines up with the rows of Z.
#
# </details>
# <details><summary>Hint 2: the Jacobian times a vector</summary>
#
# For one example the chain rule gives $[\partial L/\partial s]_j = \sum_i [\partial L/\partial \sigma]_i\,
# \sigma_i(\delta_{ij} - \sigma_j)$. Multiply out: which sum is the same for all $j$?
#
# </details>


# %% nbgrader={"grade_id": "softmax_class", "solution": true}
class SoftMax(Activation):
    """Softmax of every row."""

    def forward(self, Z):
        """Z: float64 (m, k), scores. Returns the probabilities, float64 (m, k).

        Right and finite even for scores near 1000 or -1000, in one row or in different ones.
        """
        ### BEGIN SOLUTION
        powers = np.exp(Z - Z.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)
        ### END SOLUTION

    def backward(self, Z, dY):
        """Z: float64 (m, k), the scores; dY: float64 (m, k), the gradient dL/dY with respect to the probabilities.

        Returns dL/dZ, float64 (m, k). Needs no earlier call of forward.
        """
        ### BEGIN SOLUTION
        Y = self.forward(Z)
        return Y * (dY - (Y * dY).sum(axis=1, keepdims=True))
        ### END SOLUTION


# %% nbgrader={"grade_id": "softmax_forward_public", "points": 1}
parts = np.array([[1.0, 2.0, 5.0], [5.0, 4.0, 1.0]])
Z = np.log(parts)
before = Z.copy()
Y = SoftMax().forward(Z)
check.unchanged(before, Z, name="Z")
mistakes = {
    "every column has the sum 1, where every row should: the classes are along axis 1.": parts / parts.sum(axis=0),
    "all entries together have the sum 1, where every row should.": parts / parts.sum(),
    "this is exp(Z): divide it by the sum of each row.": parts,
}
check.close(Y, np.array([[1 / 8, 2 / 8, 5 / 8], [0.5, 0.4, 0.1]]), name="forward(Z)", mistakes=mistakes)
check.passed("SoftMax.forward: probabilities of 1/8, 2/8, 5/8 and 0.5, 0.4, 0.1 come out right")

# %% nbgrader={"grade_id": "softmax_forward_values", "points": 2}
# Hidden: forward for fresh scores of ordinary size, several shapes, one example among them.
### BEGIN HIDDEN TESTS
for shape in ((4, 3), (1, 5), (3, 2)):
    Z = rng.normal(size=shape)
    check.close(SoftMax().forward(Z), reference.SoftMax().forward(Z.copy()), name=f"forward(Z), for shape {shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_forward_large", "points": 1}
# Hidden, announced in the docstring: scores near 1000 give the probabilities that the same scores near 0 give.
### BEGIN HIDDEN TESTS
Z = rng.normal(size=(4, 5))
expected = reference.SoftMax().forward(Z.copy())
check.close(SoftMax().forward(Z + 1000.0), expected, name="forward(Z), for scores near 1000", atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_forward_mixed", "points": 1}
# Hidden, announced in the docstring: rows near 1000 beside rows near -1000 in one batch.
### BEGIN HIDDEN TESTS
Z = rng.normal(size=(4, 5))
expected = reference.SoftMax().forward(Z.copy())
mixed = Z + np.array([[1000.0], [-1000.0], [0.0], [-1000.0]])
check.close(SoftMax().forward(mixed), expected, name="forward(Z), for rows near 1000 and near -1000", atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_curves_picture"}
pictures.softmax_curves(SoftMax().forward)

# %% nbgrader={"grade_id": "softmax_backward_public", "points": 2}
numbers, softmax = np.random.default_rng(3), SoftMax()
Y = np.array([[1 / 8, 2 / 8, 5 / 8], [0.5, 0.4, 0.1]])
Z, dY = np.log(Y), np.array([[8.0, 0.0, -8.0], [10.0, 0.0, -10.0]])
mistakes = {
    "these are the diagonals of the Jacobians alone: every probability depends on every score.": Y * (1 - Y) * dY,
    "the scores Z are used where the probabilities are needed.": Z * (dY - (Z * dY).sum(axis=1, keepdims=True)),
    "a sum over axis 0, the examples, where one over axis 1, the classes, is needed.": Y * (dY - (Y * dY).sum(axis=0)),
}
softmax.forward(Z)
dZ = softmax.backward(Z, dY)  # for each row, the Jacobian of 3.2 times that row of dY
check.close(dZ, np.array([[1.5, 1.0, -2.5], [3.0, -1.6, -1.4]]), name="backward(Z, dY)", mistakes=mistakes)
Z = numbers.normal(size=(5, 3))
passes = lambda Z: (softmax.forward(Z), Z), lambda dY, Z: softmax.backward(Z, dY)
told = {"expected": reference.SoftMax().forward(Z.copy()), "name": "SoftMax.forward", "axes": {}}
gradient_check(*passes, {"Z": Z}, rng=numbers, **told).assert_passed()
check.passed("SoftMax.backward: it agrees with the measured slopes")

# %% nbgrader={"grade_id": "softmax_backward_values", "points": 2}
# Hidden: backward, after forward on the same Z, for several examples and fresh upstream gradients.
### BEGIN HIDDEN TESTS
for shape in ((4, 3), (3, 6), (5, 2)):
    Z, dY = rng.normal(size=shape), rng.normal(size=shape)
    softmax = SoftMax()
    softmax.forward(Z)
    expected = reference.SoftMax().backward(Z.copy(), dY.copy())
    check.close(softmax.backward(Z, dY), expected, name=f"backward(Z, dY), for shape {shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_backward_single", "points": 1}
# Hidden: backward, after forward on the same Z, for a batch of one example.
### BEGIN HIDDEN TESTS
Z, dY = rng.normal(size=(1, 4)), rng.normal(size=(1, 4))
softmax = SoftMax()
softmax.forward(Z)
check.close(softmax.backward(Z, dY), reference.SoftMax().backward(Z.copy(), dY.copy()), name="backward(Z, dY)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_backward_alone", "points": 1}
# Hidden: backward of a new object, without any call of forward.
### BEGIN HIDDEN TESTS
Z, dY = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
check.close(SoftMax().backward(Z, dY), reference.SoftMax().backward(Z.copy(), dY.copy()), name="backward(Z, dY)")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "softmax_inputs_kept", "points": 1}
# Hidden: both passes leave Z and dY as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
Z_before, dY_before = rng.normal(size=(3, 5)), rng.normal(size=(3, 5))
softmax = SoftMax()
Y, Z = check.pair(call(softmax.forward, Z_before.copy()), 2, name="the call of forward")
check.unchanged(Z_before, Z, name="Z, given to forward")
dZ, Z, dY = check.pair(call(softmax.backward, Z_before.copy(), dY_before.copy()), 3, name="the call of backward")
check.unchanged(Z_before, Z, name="Z, given to backward")
check.unchanged(dY_before, dY, name="dY")
for name, result in (("forward", Y), ("backward", dZ)):
    if result is None:
        check.fail(f"{name} returned nothing.")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** A batch of 100 flowers with 3 classes: how many numbers does one Jacobian have, and how many does
# your `backward` compute? What if there were 50,000 classes, the words of a language?

# %% [markdown]
# ## 4. The cross-entropy loss
#
# The label of an example is a *one-hot* row $y$: 1 at the right class, 0 elsewhere. The loss of one example is
# $L = -y \cdot \ln \hat y$, and for a batch of $m$ examples, with $Y$ and $\hat Y$ of shape $m \times k$,
#
# $$J = -\frac1m \sum_{i=1}^{m} y_i \cdot \ln \hat y_i .$$
#
# (Strictly, $L$ is a *loss* and $J$ a *cost*; like most libraries we call both a loss.) Only the probability of the
# right class counts, and a value near 0 there is almost infinitely expensive.
#
# ### 4.1 Derive
#
# Derive $[\partial J/\partial \hat Y]_{ij}$, element by element and for the whole batch, and combine the elements into
# an expression in $Y$ and $\hat Y$. (Graded by hand: 6 points.)
#
# <details><summary>Hint</summary>
#
# $J = -\frac1m \sum_{r,s} Y_{rs} \ln \hat Y_{rs}$: treat all entries of $\hat Y$ as independent. The softmax is not
# part of this derivative; it has a backward pass of its own.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "loss_formula_derivation", "points": 6, "solution": true}
# **My derivation of** $\partial J/\partial \hat Y$
#
# ### BEGIN SOLUTION
# $J = -\frac1m \sum_{r,s} Y_{rs} \ln \hat Y_{rs}$ contains $\hat Y_{ij}$ in the term $(r, s) = (i, j)$ only, and
# $\mathrm d \ln t / \mathrm d t = 1/t$. So
#
# $$\Bigl[\frac{\partial J}{\partial \hat Y}\Bigr]_{ij} = -\frac1m\,\frac{Y_{ij}}{\hat Y_{ij}}, \qquad
# \frac{\partial J}{\partial \hat Y} = -\frac1m\, Y \oslash \hat Y,$$
#
# with an elementwise quotient. It is 0 wherever $Y$ is. Chained through the softmax of the same row it becomes
# $(\hat Y - Y)/m$, since $\sum_j Y_{ij} = 1$; but that is the gradient with respect to the scores, not to $\hat Y$.
# ### END SOLUTION

# %% [markdown]
# ### 4.2 Your formula, as code


# %% nbgrader={"grade_id": "loss_formula", "solution": true}
def cross_entropy_gradient(Y, Y_hat, i, j):
    """One element of dJ/dY_hat, from your formula.

    Y: float64 (m, k), one-hot labels; Y_hat: float64 (m, k), probabilities above 0; i, j: ints, counted from 0.
    Returns the number [dJ/dY_hat]_ij.
    """
    ### BEGIN SOLUTION
    return -Y[i, j] / (len(Y) * Y_hat[i, j])
    ### END SOLUTION


# %% nbgrader={"grade_id": "loss_formula_public", "points": 2}
Y, Y_hat = np.eye(5)[[1, 0, 4, 2, 2, 3, 1]], probabilities(np.random.default_rng(7), 7, 5)
measured = numerical_gradients(lambda a: float(-(Y * np.log(a["Y_hat"])).sum() / 7), {"Y_hat": Y_hat})["Y_hat"]
for i, j in ((0, 1), (2, 4), (1, 2)):
    got = check.number(cross_entropy_gradient(Y, Y_hat, i, j), name=f"dJ/dY_hat[{i}, {j}]")
    scores = "this is the gradient with respect to the scores before the softmax, not with respect to Y_hat."
    difference = Y_hat[i, j] - Y[i, j]
    mistakes = {scores: difference / 7, scores.replace("Y_hat", "Y_hat; nor is it a mean"): difference}
    told = {"axes": {0: "batch of 7", 1: "classes, 5"}, "mistakes": mistakes}
    check.close(got, measured[i, j], name=f"dJ/dY_hat[{i}, {j}]", rtol=1e-6, atol=1e-8, **told)
check.passed("cross_entropy_gradient: it agrees with the measured slopes")

# %% nbgrader={"grade_id": "loss_formula_batch", "points": 3}
# Hidden: your formula against measured slopes, for fresh batches of several sizes, every element.
### BEGIN HIDDEN TESTS
for m, k in ((4, 3), (3, 5)):
    Y, Y_hat = np.eye(k)[rng.integers(k, size=m)], probabilities(rng, m, k)
    measured = numerical_gradients(
        lambda a, Y=Y: float(-(Y * np.log(a["Y_hat"])).sum() / len(Y)), {"Y_hat": Y_hat}
    )["Y_hat"]  # fmt: skip
    for i, j in np.ndindex(m, k):
        got = check.number(cross_entropy_gradient(Y, Y_hat, i, j), name=f"[{i}, {j}]")
        check.close(got, measured[i, j], name=f"[{i}, {j}], for m={m}, k={k}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss_formula_single", "points": 1}
# Hidden: your formula for a batch of one example.
### BEGIN HIDDEN TESTS
Y, Y_hat = np.eye(4)[rng.integers(4, size=1)], probabilities(rng, 1, 4)
measured = numerical_gradients(lambda a: float(-(Y * np.log(a["Y_hat"])).sum()), {"Y_hat": Y_hat})["Y_hat"]
for j in range(4):
    got = check.number(cross_entropy_gradient(Y, Y_hat, 0, j), name=f"[0, {j}]")
    check.close(got, measured[0, j], name=f"[0, {j}]", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# ### 4.3 The class
#
# `Y` comes first and `Y_hat` second, in both methods. `backward` returns the gradient with respect to $\hat Y$, without
# any shortcut: going on through the softmax is the job of `SoftMax.backward`.


# %% nbgrader={"grade_id": "loss_class", "solution": true}
class CrossEntropy(Loss):
    """The mean over the batch of -y · ln(y_hat). Made with a name: CrossEntropy("cross_entropy")."""

    def forward(self, Y, Y_hat):
        """Y: float64 (m, k), one-hot; Y_hat: float64 (m, k), probabilities above 0. Returns a number."""
        ### BEGIN SOLUTION
        return -np.sum(Y * np.log(Y_hat)) / len(Y)
        ### END SOLUTION

    def backward(self, Y, Y_hat):
        """The gradient of `forward` with respect to Y_hat, float64 (m, k)."""
        ### BEGIN SOLUTION
        return -Y / (len(Y) * Y_hat)
        ### END SOLUTION


# %% nbgrader={"grade_id": "loss_forward_public", "points": 2}
labels = [1, 0, 4, 2, 6]
Y, Y_hat = np.eye(7)[labels], probabilities(np.random.default_rng(8), 5, 7)
before, loss = Y_hat.copy(), CrossEntropy("cross_entropy")
J = loss.forward(Y, Y_hat)
check.unchanged(before, Y_hat, name="Y_hat")
of_others = -((1 - Y) * np.log(1 - Y_hat)).sum()
of_right = -np.log(Y_hat[np.arange(5), labels])
mistakes = {
    "the wrong classes count, too, as in the binary cross-entropy.": (of_right.sum() + of_others) / 5,
    "the largest probability of each row counts, where that of the right class should.": -np.log(Y_hat.max(1)).mean(),
}
told = {"axes": {0: "batch of 5", 1: "classes, 7"}, "mistakes": mistakes}
check.close(J, of_right.mean(), name="forward(Y, Y_hat)", atol=1e-7, **told)
check.passed("CrossEntropy.forward: the mean over the batch, for the probabilities of the right classes")

# %% nbgrader={"grade_id": "loss_forward_values", "points": 2}
# Hidden: forward for fresh labels and probabilities, several sizes.
### BEGIN HIDDEN TESTS
for m, k in ((4, 3), (3, 6), (7, 2)):
    Y, Y_hat = np.eye(k)[rng.integers(k, size=m)], probabilities(rng, m, k)
    expected = reference.CrossEntropy("right").forward(Y.copy(), Y_hat.copy())
    check.close(CrossEntropy("yours").forward(Y, Y_hat), expected, name=f"forward, for m={m}, k={k}", atol=1e-7)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss_single", "points": 1}
# Hidden: forward and backward for a batch of one example.
### BEGIN HIDDEN TESTS
Y, Y_hat = np.eye(5)[rng.integers(5, size=1)], probabilities(rng, 1, 5)
right, loss = reference.CrossEntropy("right"), CrossEntropy("yours")
check.close(loss.forward(Y, Y_hat), right.forward(Y.copy(), Y_hat.copy()), name="forward(Y, Y_hat)", atol=1e-7)
check.close(loss.backward(Y, Y_hat), right.backward(Y.copy(), Y_hat.copy()), name="backward(Y, Y_hat)", atol=1e-7)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss_slope_picture"}
loss = CrossEntropy("cross_entropy")
pictures.loss_of_probability(loss.forward, loss.backward)

# %% nbgrader={"grade_id": "loss_backward_public", "points": 2}
numbers, axes = np.random.default_rng(4), {0: "batch of 5", 1: "classes, 3"}
Y, Y_hat, loss = np.eye(3)[[2, 0, 1, 1, 2]], probabilities(numbers, 5, 3), CrossEntropy("cross_entropy")
passes = lambda Y_hat: (loss.forward(Y, Y_hat), Y_hat), lambda dJ, Y_hat: dJ * loss.backward(Y, Y_hat)
right = reference.CrossEntropy("cross_entropy").forward(Y.copy(), Y_hat.copy())
told = {"expected": right, "axes": axes, "name": "CrossEntropy.forward"}
check_of_slopes = gradient_check(*passes, {"Y_hat": Y_hat}, rng=numbers, **told)
# Before it is told what the gradient check found: is it the gradient with respect to something else?
measured = numerical_gradients(lambda a: float(-(Y * np.log(a["Y_hat"])).sum() / 5), {"Y_hat": Y_hat})["Y_hat"]
scores = "this is the gradient with respect to the scores before the softmax, not with respect to Y_hat."
dY_hat = loss.backward(Y, Y_hat)
told = {"axes": axes, "mistakes": {scores: (Y_hat - Y) / 5, "the sign is flipped.": -measured}}
check.close(dY_hat, measured, name="backward(Y, Y_hat)", rtol=1e-6, atol=1e-8, **told)
check_of_slopes.assert_passed()
check.passed("CrossEntropy.backward: it agrees with the measured slopes of forward")

# %% nbgrader={"grade_id": "loss_backward_values", "points": 2}
# Hidden: backward for fresh labels and probabilities, several sizes.
### BEGIN HIDDEN TESTS
for m, k in ((4, 3), (3, 6), (7, 2)):
    Y, Y_hat = np.eye(k)[rng.integers(k, size=m)], probabilities(rng, m, k)
    expected = reference.CrossEntropy("right").backward(Y.copy(), Y_hat.copy())
    check.close(CrossEntropy("yours").backward(Y, Y_hat), expected, name=f"backward, for m={m}, k={k}", atol=1e-7)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "loss_inputs_kept", "points": 2}
# Hidden: both passes leave Y and Y_hat as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
Y_before, Y_hat_before = np.eye(3)[[2, 0, 1, 1, 0]], probabilities(rng, 5, 3)
loss = CrossEntropy("yours")
for method, name in ((loss.forward, "forward"), (loss.backward, "backward")):
    result, Y, Y_hat = check.pair(call(method, Y_before.copy(), Y_hat_before.copy()), 3, name=f"the call of {name}")
    check.unchanged(Y_before, Y, name=f"Y, given to {name}")
    check.unchanged(Y_hat_before, Y_hat, name=f"Y_hat, given to {name}")
    if result is None:
        check.fail(f"{name} returned nothing.")
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "loss_no_loop_public", "points": 1}
def both_passes(run, loss, Y, Y_hat):
    return {name: run(name, getattr(loss, name), Y, Y_hat) for name in ("forward", "backward")}


def draw(n):
    return np.eye(3)[rng.integers(3, size=n)], probabilities(rng, n, 3)


yours, right = CrossEntropy("yours"), reference.CrossEntropy("right")
growth.check_no_loop(both_passes, yours, right, draw, count=remote("growth.count_steps"))
check.passed("CrossEntropy: no Python loop over the examples")

# %% [markdown]
# **Think about it.** A colleague writes $(\hat Y - Y)/m$ into `CrossEntropy.backward` and lets `SoftMax.backward` return its
# `dY` as it is. The network trains exactly as before. What have they given up?

# %% [markdown]
# ## 5. The network
#
# A network is a list of layers and a loss. Forward, each layer gets what the layer before it returned. Backward, the loss
# begins, and each layer turns the gradient of its output into the gradient of its input, leaving behind the gradients of
# its own parameters.

# %% nbgrader={"grade_id": "network_picture"}
pictures.layer_chain(
    [("X", "(m, 4)"), ("fc, ReLU", "(m, n)"), ("fc, softmax", "(m, 3)"), ("loss", "number")],
    alt="A chain of boxes: X of shape (m, 4), a fully connected layer with ReLU to (m, n), one with softmax to (m, 3), the "
    "loss, a number. Arrows lead forward with values and backward with gradients of the same shapes.",
)

# %% [markdown]
# `Network` is given: it holds `self.layers` (a list), `self.loss` and the optimizer, and it has a method `train`, which
# appends the output layer to the list, because only the data say how many classes there are. Three methods are yours. They
# must work for any number of layers.
#
# <details><summary>Hint 1: forward</summary>
#
# One variable is enough: it begins as X, and each layer replaces it.
#
# </details>
# <details><summary>Hint 2: backward</summary>
#
# `self.loss.backward(target, out)` is the gradient with respect to the last layer's output. `reversed(self.layers)`
# goes through the layers from the last to the first.
#
# </details>


# %% nbgrader={"grade_id": "network_class", "solution": true}
class NeuralNetwork(Network):
    """Layers one after the other."""

    def forward(self, X):
        """X: float64 (m, n). Returns the output of the last layer, float64 (m, k)."""
        ### BEGIN SOLUTION
        for layer in self.layers:
            X = layer.forward(X)
        return X
        ### END SOLUTION

    def backward(self, target, out):
        """Fill the gradients of all layers, and return the loss.

        target: float64 (m, k), one-hot labels; out: float64 (m, k), what `forward` has just returned for their X.
        Returns the loss, a number.
        """
        ### BEGIN SOLUTION
        gradient = self.loss.backward(target, out)
        for layer in reversed(self.layers):
            gradient = layer.backward(gradient)
        return self.loss.forward(target, out)
        ### END SOLUTION

    def predict(self, X, Y):
        """X: float64 (m, n); Y: float64 (m, k), one-hot. Returns (out, loss): the network's output, and a number.

        Leaves the parameters as they are.
        """
        ### BEGIN SOLUTION
        out = self.forward(X)
        return out, self.loss.forward(Y, out)
        ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_network"}
def network_of(*layers):
    """A network of fully connected layers, each given as (n_out, activation), the output layer among them."""
    return NeuralNetwork([FullyConnected(n, name) for n, name in layers], None, CrossEntropy("cross_entropy"))


def draw_parameters(rng, n_in, *widths):
    """A list of (W, b), one per layer: from n_in inputs to the first width, from there to the next, and so on."""
    sizes = zip((n_in, *widths[:-1]), widths, strict=True)
    return [(0.5 * rng.normal(size=(n, k)), 0.5 * rng.normal(size=(1, k))) for n, k in sizes]


def set_all(network, parameters):
    """Give each layer of a network its (W, b); returns the network."""
    for place, (W, b) in enumerate(parameters):
        set_layer(network.layers[place], W, b)
    return network


# %% [markdown]
# The checks make networks with `network_of((4, "tanh"), (3, "softmax"))`: four hidden units, three classes.

# %% nbgrader={"grade_id": "network_forward_public", "points": 1}
numbers = np.random.default_rng(3)
network = remote("network_of((4, 'linear'), (2, 'softmax'))")
(W1, b1), (W2, b2) = parameters = draw_parameters(numbers, 3, 4, 2)
set_all(network, parameters)
X = numbers.normal(size=(5, 3))
parts = np.exp((X @ W1 + b1) @ W2 + b2)
out = network.forward(X)
check.close(out, parts / parts.sum(axis=1, keepdims=True), name="forward(X)")
check.passed("NeuralNetwork.forward: right for a network of a linear layer and a softmax layer")

# %% nbgrader={"grade_id": "network_forward_depths", "points": 2}
# Hidden: forward of networks of one, two and three layers, with fresh parameters.
### BEGIN HIDDEN TESTS
for shape in (((3, "softmax"),), ((5, "tanh"), (3, "softmax")), ((5, "relu"), (6, "tanh"), (3, "softmax"))):
    parameters = draw_parameters(rng, 4, *(n for n, _ in shape))
    network = set_all(remote("network_of")(*shape), parameters)
    right = set_all(reference.network_of(*shape), parameters)
    X = rng.normal(size=(7, 4))
    check.close(network.forward(X), right.forward(X.copy()), name=f"forward(X), {len(shape)} layers")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_backward_public", "points": 2}
numbers = np.random.default_rng(5)
network = remote("network_of((5, 'tanh'), (3, 'softmax'))")
X, Y = numbers.normal(size=(7, 4)), np.eye(3)[[2, 0, 1, 1, 0, 2, 1]]


def loss_of(W1, b1, W2, b2):
    set_all(network, [(W1, b1), (W2, b2)])
    loss = network.backward(Y, network.forward(X))
    if getattr(loss, "shape", ()) == X.shape:
        check.fail("NeuralNetwork.backward returns an array of the shape of X, where the loss, a number, was expected.")
    return loss, network


def gradients_of(dJ, network):
    for n in (0, 1):
        check.keys(network.layers[n].gradients, ["W", "b"], name=f"gradients of layer {n + 1}")
    return tuple(dJ * network.layers[n].gradients[name] for n in (0, 1) for name in ("W", "b"))


(W1, b1), (W2, b2) = draw_parameters(numbers, 4, 5, 3)
told = {"expected": 1.1473455479, "axes": {0: "batch of 7", 1: "classes, 3"}, "name": "NeuralNetwork.backward"}
inputs = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
gradient_check(loss_of, gradients_of, inputs, rng=numbers, **told).assert_passed()
check.passed("NeuralNetwork.backward: all gradients agree with the measured slopes of the loss")

# %% nbgrader={"grade_id": "network_backward_loss", "points": 1}
# Hidden: what backward returns: the loss, a number, for networks of one and of three layers.
### BEGIN HIDDEN TESTS
for shape in (((3, "softmax"),), ((5, "relu"), (6, "tanh"), (3, "softmax"))):
    parameters = draw_parameters(rng, 4, *(n for n, _ in shape))
    X, Y = rng.normal(size=(5, 4)), np.eye(3)[[2, 0, 1, 1, 0]]
    network = set_all(remote("network_of")(*shape), parameters)
    right = set_all(reference.network_of(*shape), parameters)
    expected = right.backward(Y.copy(), right.forward(X.copy()))
    check.close(network.backward(Y, network.forward(X)), expected, name=f"the loss, {len(shape)} layers", rtol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_backward_gradients", "points": 2}
# Hidden: the gradients of every layer, in networks of one and of three layers, for two batches in turn.
### BEGIN HIDDEN TESTS
for shape in (((3, "softmax"),), ((5, "relu"), (6, "tanh"), (3, "softmax"))):
    parameters = draw_parameters(rng, 4, *(n for n, _ in shape))
    network = set_all(remote("network_of")(*shape), parameters)
    right = set_all(reference.network_of(*shape), parameters)
    for m in (3, 6):
        X, Y = rng.normal(size=(m, 4)), np.eye(3)[rng.integers(3, size=m)]
        for each in (network, right):
            each.backward(Y.copy(), each.forward(X.copy()))
        for n, (width, _) in enumerate(shape):
            expected, found = right.layers[n].gradients, network.layers[n].gradients
            told = f"of layer {n + 1} of {len(shape)}"
            check.close(found["W"], expected["W"], name=f'gradients["W"] {told}', rtol=1e-6, atol=1e-8)
            check.close(
                found["b"], expected["b"], name=f'gradients["b"] {told}', rtol=1e-6, atol=1e-8, shapes=[(width,)]
            )
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_predict", "points": 2}
# Hidden: predict returns (out, loss), for networks of one and of three layers.
### BEGIN HIDDEN TESTS
for shape in (((3, "softmax"),), ((5, "relu"), (6, "tanh"), (3, "softmax"))):
    parameters = draw_parameters(rng, 4, *(n for n, _ in shape))
    X, Y = rng.normal(size=(5, 4)), np.eye(3)[[2, 0, 1, 1, 0]]
    network = set_all(remote("network_of")(*shape), parameters)
    right = set_all(reference.network_of(*shape), parameters)
    expected = right.predict(X.copy(), Y.copy())
    out, loss = check.pair(network.predict(X, Y), 2, name="predict")
    check.close(out, expected[0], name=f"out, {len(shape)} layers")
    check.close(loss, expected[1], name=f"loss, {len(shape)} layers", rtol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "network_predict_kept", "points": 1}
# Hidden: predict changes no parameters, and neither X nor Y.
### BEGIN HIDDEN TESTS
parameters = draw_parameters(rng, 4, 5, 3)
X, Y = rng.normal(size=(5, 4)), np.eye(3)[[2, 0, 1, 1, 0]]
X_before, Y_before = X.copy(), Y.copy()
network = set_all(remote("network_of((5, 'tanh'), (3, 'softmax'))"), parameters)
network.predict(X, Y)
check.unchanged(X_before, X, name="X")
check.unchanged(Y_before, Y, name="Y")
for n, (W, b) in enumerate(parameters):
    check.close(network.layers[n].parameters["W"], W, name=f"W of layer {n + 1}, after predict")
    check.close(network.layers[n].parameters["b"], b, name=f"b of layer {n + 1}, after predict", shapes=[b[0].shape])
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "network_no_loop_public", "points": 1}
def all_methods(run, network, X, Y):
    out, loss = check.pair(run("predict", network.predict, X, Y), 2, name="predict")
    found = {"out of predict": out, "loss of predict": loss, "forward": run("forward", network.forward, X)}
    return found | {"loss of backward": run("backward", network.backward, Y, found["forward"])}


def draw(n):
    return rng.uniform(-1, 1, size=(n, 3)), np.eye(2)[rng.integers(2, size=n)]


# Its last layer is linear, since the softmax may loop; the outputs are above 0 all the same.
parameters = [(rng.normal(size=(3, 3)), np.zeros((1, 3))), (rng.uniform(-0.2, 0.2, size=(3, 2)), np.ones((1, 2)))]
network = set_all(remote("network_of((3, 'tanh'), (2, 'linear'))"), parameters)
right = set_all(reference.network_of((3, "tanh"), (2, "linear")), parameters)
growth.check_no_loop(all_methods, network, right, draw, count=remote("growth.count_steps"))
check.passed("NeuralNetwork: no Python loop over the examples")

# %% [markdown]
# How large are the gradients that arrive at each layer? Here are three networks of eight layers, before any training, with
# standardised data: one of tanh units and one of ReLU units, both with Xavier's initial weights, which were made for tanh;
# and one of ReLU units with He's, whose variance is about twice as large.

# %% nbgrader={"grade_id": "network_gradients_picture"}
np.random.seed(189)
scaled = (data["X_train"] - data["X_train"].mean(axis=0)) / data["X_train"].std(axis=0)
norms = {}
for activation, method in (("tanh", "xavier"), ("relu", "xavier"), ("relu", "he")):
    layers = [FullyConnected(40, activation, f"{method}_normal") for _ in range(7)] + [FullyConnected(3, "softmax")]
    deep = NeuralNetwork(layers, None, CrossEntropy("cross_entropy"))
    deep.backward(data["Y_train"], deep.forward(scaled))
    norms[f"{activation}, {method}"] = [float(np.linalg.norm(layer.gradients["W"])) for layer in deep.layers]
pictures.gradient_sizes(norms)

# %% [markdown]
# **Think about it.** About half of a ReLU layer's units are at 0. What does that do to the sum of squares that goes on to the
# next layer, and what to a gradient on its way back? Where in the picture can you see it?

# %% [markdown]
# ## 6. Training on Iris
#
# ### 6.1 Prepare the data
#
# The measurements are in cm: neither centred nor scaled. Should they be? You decide. *Standardising* a feature means
# subtracting its mean and dividing by its standard deviation. If you do it, all flowers must be treated alike,
# including those for validation and for the test: with which mean, and which standard deviation?


# %% nbgrader={"grade_id": "training_prepare", "solution": true}
def prepare(data):
    """The data as your network should get them: a new dictionary; `data` itself stays as it is.

    data: like `data` above. X_train, X_val and X_test may have other values, float64 of the same shapes; everything else,
    the labels and the order of the flowers included, is the same.
    """
    ### BEGIN SOLUTION
    mean, spread = data["X_train"].mean(axis=0), data["X_train"].std(axis=0)
    return {**data, **{key: (data[key] - mean) / spread for key in ("X_train", "X_val", "X_test")}}
    ### END SOLUTION


# %% nbgrader={"grade_id": "training_run_prepare"}
prepared = prepare(data)
print("mean:", *(fixed(mean, 2) for mean in prepared["X_train"].mean(axis=0)))
print("standard deviation:", *(fixed(spread, 2) for spread in prepared["X_train"].std(axis=0)))

# %% nbgrader={"grade_id": "training_prepare_public", "points": 1}
given = {key: data[key].copy() for key in ("X_train", "Y_train", "X_val", "Y_val", "X_test")}
mine = prepare(given)
check.keys(mine, ["X_train", "Y_train", "X_val", "Y_val", "X_test"], name="the prepared data")
for key in ("X_train", "X_val", "X_test"):
    X = check.array(mine[key], shape=data[key].shape, name=key)
    check.at_least(X.std(axis=0).min(), 1e-3, name=f"the smallest standard deviation in {key}")
    check.unchanged(data[key], given[key], name=f"the {key} given to you")
for key in ("Y_train", "Y_val"):
    check.close(mine[key], data[key], name=key)
check.passed("prepare: arrays of the right shapes, and labels and given data as they were")

# %% [markdown]
# Say whether you standardised the data, and why or why not. With which flowers' mean and standard deviation did you do it,
# or would you, and what would be wrong with the others? (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "training_standardise", "points": 2, "solution": true}
# **My decision about the data**
#
# ### BEGIN SOLUTION
# I standardised. The sepals are several cm long and the petals' width is below 2.5 cm: the gradient of a weight is
# proportional to its input, so that one learning rate would be too large for the first feature or too small for the last.
# Centred inputs also keep units from being all active or all inactive at the start.
#
# Mean and standard deviation come from the training flowers alone. Those of the validation or test flowers would be
# knowledge about data that stand for the future; with a mean of its own for each set, the same flower would even get
# different inputs depending on the set it is in.
# ### END SOLUTION

# %% [markdown]
# ### 6.2 What to try
#
# `make_network`, in the next cell, makes a network with one hidden layer. The optimizer is gradient descent with momentum;
# its learning rate may fall by a factor after every epoch (`optimizers.exponential_decay(0.99)`) or stay (`optimizers.constant_rate`).
#
# Name at least four different combinations of a learning rate and a number of hidden units; vary both. Keep the sum of
# all numbers of hidden units at or below 2,000.


# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
EPOCHS = 40


def make_network(learning_rate, width, momentum=0.9, schedule=optimizers.constant_rate, weight_init="xavier_uniform"):
    """A network with one hidden layer of ReLU units; training appends the output layer."""
    return NeuralNetwork(
        [FullyConnected(width, "relu", weight_init)],
        lambda classes: FullyConnected(classes, "softmax", weight_init),
        CrossEntropy("cross_entropy"),
        optimizers.SGD(learning_rate, momentum, schedule),
    )


# %% nbgrader={"grade_id": "training_combinations", "solution": true}
# COMBINATIONS: a list of tuples (learning rate, number of hidden units), at least four.
### BEGIN SOLUTION
COMBINATIONS = [(rate, width) for width in (2, 32) for rate in (0.001, 0.01, 0.1)]
### END SOLUTION

# %% nbgrader={"grade_id": "training_combinations_public", "points": 1}
if type(COMBINATIONS) not in (list, tuple):
    check.fail("COMBINATIONS should be a list of tuples, such as [(0.5, 1), (0.5, 2)].")
pairs = set()
for entry in COMBINATIONS:
    rate, width = check.entries(entry, 2, name="an entry of COMBINATIONS")
    check.equal(width, int(check.number(width, name="a number of hidden units")), name="a number of hidden units")
    check.at_least(width, 1, name="a number of hidden units")
    check.at_least(check.number(rate, name="a learning rate"), 1e-9, name="a learning rate")
    pairs.add((float(rate), int(width)))
check.at_least(len(pairs), 4, name="the number of different combinations")
for place, what in enumerate(("learning rates", "numbers of hidden units")):
    check.at_least(len({pair[place] for pair in pairs}), 2, name=f"the number of different {what}")
check.at_most(sum(width for _, width in pairs), 2000, name="the sum of all numbers of hidden units")
check.passed(f"COMBINATIONS: {len(pairs)} different ones, and both settings vary")

# %% [markdown]
# ### 6.3 Explore
#
# Train one network for each combination, and say which one is best: the one with the lowest **validation** loss after its
# last epoch, `network.history["val_loss"][-1]`. (That is `inf` for a network whose training diverged.) The test flowers have
# no part in this.
#
# <details><summary>Hint</summary>
#
# `network = make_network(learning_rate, width)`, then `network.train(data, EPOCHS)`. Make a new network each time, keep them
# all in a list, and look for the place of the smallest loss afterwards.
#
# </details>


# %% nbgrader={"grade_id": "training_explore", "solution": true}
def explore(data, combinations):
    """Train a network for EPOCHS epochs with each combination; choose by validation loss.

    data: a dictionary with X_train, Y_train, X_val and Y_val, prepared; combinations: tuples (learning rate, width).
    Returns (best, networks): networks, a list, trained, in the order of the combinations; best, an int: the place in that
    list of the network with the lowest validation loss after its last epoch.
    """
    np.random.seed(189)  # the same starting weights, and so the same results, every time
    ### BEGIN SOLUTION
    networks = []
    for learning_rate, width in combinations:
        network = make_network(learning_rate, width)
        network.train(data, EPOCHS)
        networks.append(network)
    return int(np.argmin([network.history["val_loss"][-1] for network in networks])), networks
    ### END SOLUTION


# %% [markdown]
# The checks of `explore` use three helpers: flowers to explore with, scaled in some way, without the test flowers; what
# the parameters of a network really say; and how many mistakes that is.


# %% tags=["setup"] nbgrader={"grade_id": "setup_judge"}
def flowers_to_explore():
    """Half of the training flowers and the validation flowers, in convenient units, whatever your `prepare` does."""
    middle, unit = np.array([6.0, 3.0, 4.0, 1.0]), np.array([1.0, 0.5, 2.0, 1.0])
    given = {"Y_train": data["Y_train"][::2], "Y_val": data["Y_val"]}
    return given | {"X_train": (data["X_train"][::2] - middle) / unit, "X_val": (data["X_val"] - middle) / unit}


def outputs(network, judge, X):
    """What the parameters of a trained network say of flowers X, (m, 3): a network made by `judge` is given them."""
    parameters = []
    for place in (0, 1):
        found = network.layers[place].parameters
        check.keys(found, ["W", "b"], name=f"parameters of layer {place + 1}")
        parameters.append([check.array(found[name], name=f"{name} of layer {place + 1}") for name in ("W", "b")])
    (W1, b1), (W2, b2) = parameters
    check.equal(W1.shape[0], X.shape[1], name="the number of inputs of layer 1")
    right = judge((W1.shape[1], "relu"), (W2.shape[1], "softmax"))
    return set_all(right, [(W1, b1.reshape(1, -1)), (W2, b2.reshape(1, -1))]).forward(X)


def mistakes(out, Y):
    """How many rows of the outputs are highest in a different place from the labels."""
    return int((out.argmax(axis=1) != Y.argmax(axis=1)).sum())


# %% nbgrader={"grade_id": "training_explore_public", "points": 1}
given = flowers_to_explore()
best, found = check.pair(explore(given, [(0.03, 16), (0.03, 12)]), 2, name="explore")
found = check.entries(found, 2, name="networks")
for place, width in enumerate((16, 12)):
    out = outputs(found[place], reference.network_of, given["X_val"])
    check.equal(found[place].layers[0].parameters["W"].shape[1], width, name=f"the hidden units of networks[{place}]")
    wrong = mistakes(out, given["Y_val"])
    check.at_most(wrong, 6, name=f"validation mistakes of networks[{place}]", hint="Was every network trained?")
if check.number(best, name="best") not in (0, 1):
    check.fail("best is neither 0 nor 1: return the place of the best network in the list, counted from 0.")
check.passed("explore: it returns trained networks in the order of the combinations, and the place of the best")

# %% nbgrader={"grade_id": "training_run"}
best, networks = explore(prepared, COMBINATIONS)
for (learning_rate, width), network in zip(COMBINATIONS, networks, strict=True):
    val_loss = fixed(network.history["val_loss"][-1])
    print(f"learning rate {learning_rate:g}, {width:>2} hidden units: validation loss {val_loss}")
print("best:", COMBINATIONS[best])

# %% nbgrader={"grade_id": "training_grid_picture"}
pictures.settings_grid(COMBINATIONS, [network.history["val_loss"][-1] for network in networks], best)

# %% nbgrader={"grade_id": "training_chosen", "points": 1}
# Hidden: explore chooses a good learning rate between two hopeless ones, and it does not need X_test.
### BEGIN HIDDEN TESTS
given = flowers_to_explore()
combinations = [(1e-7, 16), (0.03, 16), (1e-7, 12)]  # neither the first nor the last is good
chosen, found = check.pair(explore(given, combinations), 2, name="explore")
check.equal(chosen, 1, name=f"best, for the combinations {combinations}")
wrong = mistakes(outputs(found[1], reference.network_of, given["X_val"]), given["Y_val"])
check.at_most(wrong, 6, name="validation mistakes of the chosen network")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_by_validation", "points": 1}
# Hidden: explore chooses by the validation flowers, even where they contradict the training flowers.
### BEGIN HIDDEN TESTS
given = flowers_to_explore()
given["Y_val"] = np.roll(given["Y_val"], 1, axis=1)  # every label wrong: whoever learns most does worst
chosen, found = check.pair(explore(given, [(0.03, 16), (1e-7, 16), (0.03, 20)]), 2, name="explore")
check.equal(chosen, 1, name="best, where all validation labels are wrong")
wrong = mistakes(outputs(found[0], reference.network_of, given["X_train"]), given["Y_train"])
check.at_most(wrong, 9, name="training mistakes of a network with a good learning rate")
### END HIDDEN TESTS

# %% [markdown]
# How did the best network get there? The star marks the epoch with the lowest validation loss.

# %% nbgrader={"grade_id": "training_curves_picture"}
pictures.loss_curves(networks[best].history)

# %% [markdown]
# And what has it learned? A network divides the space of its inputs into regions. Here is a slice through them, with the
# validation flowers.

# %% nbgrader={"grade_id": "training_regions_picture"}
pictures.decision_regions(lambda X: networks[best].forward(X), prepared)

# %% [markdown]
# The last picture shows what gradient descent was walking on: the training loss around the parameters it found, along two
# random directions.


# %% nbgrader={"grade_id": "training_surface_picture"}
def loss_around(network, numbers):
    """The training loss after a steps in one random direction of all parameters, and b in another."""
    start = [(layer.parameters["W"].copy(), layer.parameters["b"].copy()) for layer in network.layers]
    ways = [[tuple(numbers.normal(size=p.shape) for p in pair) for pair in start] for _ in range(2)]

    def loss_at(a, b):
        for layer, (W, bias), (u, v), (p, q) in zip(network.layers, start, *ways, strict=True):
            layer.parameters["W"], layer.parameters["b"] = W + a * u + b * p, bias + a * v + b * q
        loss = network.predict(prepared["X_train"], prepared["Y_train"])[1]
        for layer, (W, bias) in zip(network.layers, start, strict=True):
            layer.parameters["W"], layer.parameters["b"] = W, bias
        return loss

    return loss_at


pictures.loss_surface(loss_around(networks[best], np.random.default_rng(6)), reach=0.5)

# %% [markdown]
# A run that is not written down is lost. `save_run` keeps settings, history, parameters and the plot of the loss in a new
# folder under `experiments/`. It never overwrites an earlier run: a second one of the same name becomes `iris-2`.

# %% nbgrader={"grade_id": "training_saved_picture"}
rate, width = COMBINATIONS[best]
settings = {"learning_rate": rate, "width": width, "epochs": EPOCHS}
folder = save_run(networks[best], settings, pictures.loss_curves(networks[best].history), name="iris")
print("saved:", ", ".join(sorted(path.name for path in folder.iterdir())))

# %% [markdown]
# ### 6.4 The test
#
# Now, once, the test flowers. The check below puts the parameters of your networks into a network that is known to work,
# and counts how many of the 30 test flowers each misclassifies. It is the network that you *chose* that counts: full
# points for at most 3 mistakes, half the points for at most 6.

# %% nbgrader={"grade_id": "training_accuracy_public", "points": 1}
from coursekit.data.iris import held_out_iris_labels

labels = held_out_iris_labels()
for place, (rate, width) in enumerate(COMBINATIONS):
    if networks[place].history["val_loss"][-1] < 1e9:
        wrong = mistakes(outputs(networks[place], reference.network_of, prepared["X_test"]), labels)
        print(f"learning rate {rate:g}, {width:>2} hidden units: test error {wrong} of {len(labels)}")
wrong = mistakes(outputs(networks[best], reference.network_of, prepared["X_test"]), labels)
if 3 < wrong <= 6:
    check.partial(0.5, f"The chosen network misclassifies {wrong} of 30 test flowers; at most 3 earn full points.")
check.at_most(wrong, 3, name="the test mistakes of the chosen network")
check.passed(f"The chosen network misclassifies {wrong} of {len(labels)} test flowers")

# %% [markdown]
# ### 6.5 Your report
#
# Report what you found (graded by hand: 4 points):
#
# 1. the combinations you tried, and the one with the best validation loss;
# 2. its test error, and how many flowers that is;
# 3. how the learning rate and the number of hidden units affected the test error, and why;
# 4. what the curves of training and validation loss say about your best network: was it trained too long, or not enough?

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 4, "solution": true}
# **My report**
#
# ### BEGIN SOLUTION
# I tried learning rates of 0.001, 0.01 and 0.1, each with 2 and with 32 hidden units, for 40 epochs with momentum 0.9. The
# best validation loss, 0.060, has a rate of 0.1 with 32 units; the second best, 0.158, a rate of 0.01 with 32 units.
#
# Its test error is 1 of 30 flowers, 3.3 %.
#
# *Learning rate.* With 0.001 training is far from finished after 40 epochs: 10 of the test flowers are misclassified
# with 2 units, 4 with 32, and the loss is still falling. With 0.01 and 0.1 it is a single flower; only the losses
# differ. A rate of 0.1 gets there ten times sooner, and its curves are not smooth: the steps are nearly too long.
#
# *Width.* 32 units reach a lower validation loss than 2 at every rate. In test errors that is all, once training is finished:
# three species that nearly a straight line could separate need few units.
#
# *Curves.* Validation loss falls fast for ten epochs, to 0.08, and slowly from there; it is lowest, 0.059, in epoch 30. Training
# loss falls on, to 0.02. Ten epochs more than needed do no harm yet, but a hundred more would probably only make it learn its
# training flowers by heart. It was trained long enough.
# ### END SOLUTION

# %% [markdown]
# **Think about it.** With 30 test flowers, one mistake more or less is 3.3 %. How sure can you be that your best network is
# better than the second best? What would you do with 150 flowers to be surer?
#
# ## What you have built
#
# A layer is an object with a forward and a backward pass. None of them knows the others; a network is a list of them. This is
# how the large frameworks are made: they have more layers, and faster machines.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | activation | a function applied to the output of a layer; $Z$ before it, $Y$ after it |
# | one-hot | a row with 1 at the place of the label and 0 elsewhere |
# | Jacobian | the matrix of all derivatives of a function's outputs with respect to its inputs |
# | upstream gradient | the gradient of the loss with respect to a layer's output, which its backward pass starts from |
# | cache | what a forward pass keeps for its backward pass |
# | cross-entropy | minus the logarithm of the probability of the right class, averaged over the batch |
# | initialiser | the rule by which weights start, such as Xavier's |
# | learning rate | the length of a step, in units of the gradient |
# | momentum | a decaying sum of past gradients, which the optimizer follows |
# | schedule | how the learning rate changes from epoch to epoch |
# | standardise | subtract the mean of a feature and divide by its standard deviation |
# | validation set | examples kept from training, to choose settings with |
# | test set | examples kept from training *and* choosing, to be looked at once |
#
# **To read on**
#
# - R. A. Fisher, *The use of multiple measurements in taxonomic problems*, Annals of Eugenics 7 (1936)
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapters 6 and 8 (MIT Press, 2016)
# - X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks* (AISTATS, 2010)
# - C. Bishop, *Pattern Recognition and Machine Learning*, chapter 5 (Springer, 2006)
#
# The questions follow the first two problems of a homework of CS 189/289A at the University of California, Berkeley (Fall
# 2024).

# %% [markdown]
# ## Collaboration and honour
#
# You may discuss the problems with others. Code and derivations must be your own, and everything that you used from
# outside the lectures must be named. Answer all five questions, even where the answer is "no". They carry no points; a
# homework without them counts as incomplete.

# %% [markdown] nbgrader={"grade_id": "honour_help_received", "points": 0, "solution": true}
# **1. With whom did you work, and what help did you receive? If you worked alone, say so.**
#
# ### BEGIN SOLUTION
# I worked alone. This is the course's own solution.
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
# **4. Can you certify that everything in this notebook is entirely your own, that you have not looked at anyone else's
# solution, and that all outside sources are named? If not, say why.**
#
# ### BEGIN SOLUTION
# Everything in this notebook is my own; I have looked at nobody else's solution and used no other sources.
# ### END SOLUTION

# %% [markdown] nbgrader={"grade_id": "honour_signature", "points": 0, "solution": true}
# **5. Type your name and today's date as your signature.**
#
# ### BEGIN SOLUTION
# The course staff.
# ### END SOLUTION
