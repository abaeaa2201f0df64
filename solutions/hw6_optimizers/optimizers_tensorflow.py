# %% [markdown]
# # Four optimizers in TensorFlow, fitting a plane
#
# Fit a plane through 2,000 points, a problem with three parameters and one right answer, and you can watch an
# optimizer think. In this notebook you first let Keras's optimizers do it, and then write four of your own: gradient
# descent, stochastic gradient descent, AdaGrad and Adam.
#
# **You will be able to**
#
# - write a model and its loss in TensorFlow, and compute gradients with a tape or by a formula;
# - write the four optimizers, each split into *calculate* and *apply*;
# - say why one random sample is enough for a step, and what it costs;
# - see in a picture what AdaGrad and Adam do to the length of a step.
#
# **You need**: gradients, Python classes, a little TensorFlow (`tf.Variable`, `assign`). The PyTorch notebook of this
# homework is not needed, but makes this one easier.
#
# **Time**: about 180 minutes, in two sittings of 60 to 90 minutes; the computer needs one minute of them.
#
# **Data**: 2,000 points, made in the notebook. Nothing is downloaded.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the names and
#   arguments as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong. Checks marked *hidden* are
#   empty here: their first line says what they will check, on numbers unknown in advance.
# - Numbers are `float32`, TensorFlow's default. `tf.GradientTape` may be used.
# - **No built-in optimizers in your answers**: nothing from `tf.keras.optimizers` or `tf.compat.v1.train`, in whatever
#   form. Using one costs all points of the question. The notebook's own cells use them, and so may cells of yours that
#   no answer needs.
# - Stuck? Open the hints one at a time.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
from coursekit import check, fixed, pictures, remote, rng
import tensorflow as tf

# %% [markdown]
# ## 1. The model
#
# The points: $y = 4 x_1 + 3 x_2 + 2 + \text{noise}$, with noise of standard deviation 1. An optimizer should find
# $w = (4, 3)$ and $b = 2$, and cannot make the mean squared error much smaller than 1. The second feature varies less than the
# first, so that the loss is flatter in $w_2$.

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
numbers = np.random.default_rng(6)
points = numbers.normal(size=(2000, 2)) * [1.0, 0.3]  # the second feature varies less
X = tf.constant(points, tf.float32)
y = tf.constant(points @ [[4.0], [3.0]] + 2 + numbers.normal(size=(2000, 1)), tf.float32)
print(f"X: {X.shape}, y: {y.shape}")

# %% [markdown]
# Write the model $\hat y = X w^\top + b$ and its loss. Mind the shapes: with $\hat y$ of shape $(n,)$ and $y$ of shape $(n, 1)$,
# $\hat y - y$ would silently become an $n \times n$ matrix.


# %% nbgrader={"grade_id": "model_linear", "solution": true}
class Linear(tf.keras.Model):
    """A linear model of two features.

    w: a tf.Variable of shape (1, 2), initially [[5.0, 5.0]]; b: a tf.Variable of shape () or (1,), initially 10.0.
    """

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.w = tf.Variable([[5.0, 5.0]])
        self.b = tf.Variable(10.0)
        ### END SOLUTION

    def call(self, X):
        """X: float32 (n, 2). Returns y_pred: float32 (n, 1)."""
        ### BEGIN SOLUTION
        return X @ tf.transpose(self.w) + self.b
        ### END SOLUTION


# %% nbgrader={"grade_id": "model_loss", "solution": true}
def loss(y_true, y_pred):
    """The mean squared error of float32 tensors (n, 1): one number, a tensor."""
    ### BEGIN SOLUTION
    return tf.reduce_mean((y_pred - y_true) ** 2)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_models"}
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def model_at(w, b, kind=None):
    """A model of class Linear (or `kind`) with these parameters: w (1, 2), b a number."""
    model = (kind or Linear)()
    model.w.assign(tf.constant(w, tf.float32))
    model.b.assign(tf.constant(np.full(model.b.numpy().shape, b), tf.float32))
    return model


def one_number(b):
    """The value of b, a number or an array with one entry, as a float."""
    return check.number(b[0] if getattr(b, "shape", ()) == (1,) else b, name="b")


def fresh_samples(rng, w, b, n):
    """X (n, 2), y (n, 1): numbers of size 0.5 to 1.5, and errors of size 0.5 to 1, of either sign, for this w and b."""
    X = rng.uniform(0.5, 1.5, size=(n, 2)) * rng.choice([-1, 1], size=(n, 2))
    wrong = rng.uniform(0.5, 1, size=(n, 1)) * rng.choice([-1, 1], size=(n, 1))
    return np.float32(X), np.float32(X @ np.transpose(w) + b + wrong)


# %% nbgrader={"grade_id": "model_public", "points": 1}
check.close(Linear().w.numpy(), np.float32([[5, 5]]), name="w at the start", axes={})
check.close(Linear().b.numpy(), 10.0, name="b at the start", shapes=[(1,)])
if not hasattr(Linear().w, "assign") or not hasattr(Linear().b, "assign"):
    check.fail("w and b of a model should be of class tf.Variable, which an optimizer can change.")
y_pred = remote("model_at")([[2.0, -3.0]], 0.7)(
    tf.constant([[1.0, 2.0], [0.0, -1.0], [3.0, 0.0], [-2.0, 1.5], [4.0, 3.0]])
)
right = tf.constant([[-3.3], [3.7], [6.7], [-7.8], [-0.3]])
mistakes = {"the two features are exchanged": tf.constant([[1.7], [-1.3], [-8.3], [9.7], [-5.3]])}
check.close(y_pred, right, name="y_pred for w = (2, -3) and b = 0.7", axes={}, mistakes=mistakes, **CLOSE)
cost = loss(tf.constant([[1.0], [2.0], [0.0], [0.5], [-1.0]]), tf.constant([[2.0], [5.0], [-2.0], [1.0], [-2.5]]))
mistakes = {"absolute differences, where squares were expected": 1.6, "a square root too many": 1.816590}
check.close(cost, 3.3, name="loss", shapes=[(1,)], axes={0: "batch of 5"}, mistakes=mistakes, **CLOSE)
check.passed("Linear and loss are right for the example")

# %% nbgrader={"grade_id": "model_fresh", "points": 3}
# Hidden: the model with other parameters, for several numbers of samples, one included.
### BEGIN HIDDEN TESTS
for n in (4, 1, 7):
    w, b = rng.normal(size=(1, 2)), float(rng.normal())
    features = rng.normal(size=(n, 2))
    right = tf.constant(features @ w.T + b, tf.float32)
    got = remote("model_at")(w, b)(tf.constant(features, tf.float32))
    check.close(got, right, name=f"y_pred, for n={n}", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_loss_fresh", "points": 2}
# Hidden: the loss of fresh numbers.
### BEGIN HIDDEN TESTS
for n in (5, 1):
    one, other = (rng.normal(size=(n, 1)) for _ in range(2))
    got = loss(tf.constant(one, tf.float32), tf.constant(other, tf.float32))
    check.close(got, float(np.mean((one - other) ** 2)), name=f"loss, for n={n}", shapes=[(1,)], **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### Keras's own optimizers
#
# Before you write your own, see what they should reach. Here are three of Keras's at work, each for 200 steps on all points.


# %% nbgrader={"grade_id": "model_keras_ungraded_picture"}
history = {}
for name, optimizer in {
    "SGD": tf.keras.optimizers.SGD(0.05),
    "Adagrad": tf.keras.optimizers.Adagrad(0.5),
    "Adam": tf.keras.optimizers.Adam(0.1),
}.items():
    model = Linear()
    history[name] = [float(loss(y, model(X)))]
    for _ in range(200):
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        variables = [model.w, model.b]
        optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables, strict=True))
        history[name].append(float(loss(y, model(X))))
    (w1, w2), b = model.w.numpy()[0], float(np.reshape(model.b.numpy(), ()))
    print(f"{name}: w = ({fixed(w1, 1)}, {fixed(w2, 1)}), b = {fixed(b, 1)}")
pictures.objective_curves({name: values[::10] for name, values in history.items()}, every=10, unit="step")

# %% [markdown]
# **Think about it.** The loss ends near 1 with each of them. Why not at 0?
#
# ## 2. Your own
#
# Each of your optimizers has two methods. `calculate_gradient(X, y, model)` returns the gradients of the loss with respect to
# `model.w` and `model.b`, and changes nothing in the model. `apply_gradient(grads, model)` takes such a pair and makes
# one step. They are always called in turn, and graded together: where you keep a state, and in which of the two you use
# it, is up to you. The gradients of the mean squared error are
#
# $$\frac{\partial L}{\partial w} = \frac2n \sum_i (\hat y_i - y_i)\, x_i, \qquad
# \frac{\partial L}{\partial b} = \frac2n \sum_i (\hat y_i - y_i).$$
#
# ### 2.1 Gradient descent
#
# The gradient over **all** samples, and $w \leftarrow w - \eta\, \partial L/\partial w$, likewise for $b$.
#
# <details><summary>Hint 1: with a tape</summary>
#
# `with tf.GradientTape() as tape: cost = loss(y, model(X))`, and then `tape.gradient(cost, [model.w, model.b])`.
#
# </details>
# <details><summary>Hint 2: changing a variable</summary>
#
# `model.w = model.w - …` replaces the variable by a tensor; whoever holds the variable sees no change. `assign_sub` changes it.
#
# </details>


# %% nbgrader={"grade_id": "gd_class", "solution": true}
class GD:
    """Gradient descent on all samples."""

    def __init__(self, lr=0.01):
        ### BEGIN SOLUTION
        self.lr = lr
        ### END SOLUTION

    def calculate_gradient(self, X, y, model):
        """X: float32 (n, 2); y: (n, 1). Returns (grad_w, grad_b): tensors of the shapes of model.w and model.b."""
        ### BEGIN SOLUTION
        with tf.GradientTape() as tape:
            cost = loss(y, model(X))
        return tuple(tape.gradient(cost, [model.w, model.b]))
        ### END SOLUTION

    def apply_gradient(self, grads, model):
        """One step: changes the variables model.w and model.b in place."""
        ### BEGIN SOLUTION
        model.w.assign_sub(self.lr * grads[0])
        model.b.assign_sub(self.lr * grads[1])
        ### END SOLUTION


# %% [markdown]
# The checks of all four compare your parameters, step by step, with those that the formulas give in NumPy.


# %% tags=["setup"] nbgrader={"grade_id": "setup_steps"}
def steps_of(kind, starts, samples, **settings):
    """Optimizers of class `kind` step in turn: one for each start (w, b), with a model and samples [(X, y), …] of its own.

    Returns for each of them, for each step, what calculate_gradient returned, and w and b after the step.
    """
    pairs = [(kind(**settings), model_at(w, b)) for w, b in starts]
    variables = [(model.w, model.b) for _, model in pairs]  # held here: a step changes these variables
    found = [[] for _ in starts]
    for turn in zip(*samples, strict=True):
        for (optimizer, model), (w, b), (X, y), steps in zip(pairs, variables, turn, found, strict=True):
            grads = optimizer.calculate_gradient(tf.constant(X, tf.float32), tf.constant(y, tf.float32), model)
            if isinstance(grads, tuple | list):  # else the check says so
                optimizer.apply_gradient(grads, model)
            steps.append((grads, w.numpy(), b.numpy()))
    return found


def steps_in_turn(kind, starts, samples, **settings):
    """Let steps_of run where your code runs. Returns for each start the values of w (1, 2) and b after each step."""
    found = []
    for steps in remote("steps_of")(kind, starts, samples, **settings):
        for grads, _, _ in steps:
            check.pair(grads, 2, name="calculate_gradient")
        found.append([(w, one_number(b)) for _, w, b in steps])
    return found


def steps_by(kind, start, samples, **settings):
    """The same for one start."""
    return steps_in_turn(kind, [start], [samples], **settings)[0]


# %% tags=["setup"] nbgrader={"grade_id": "setup_comparison"}
def right_steps(step, start, samples):
    """The same for one start, in NumPy. step: what is subtracted, (3,), by the gradients of all steps so far, (t, 3)."""
    place, grads, found = np.append(*start), [], []
    for X, y in samples:
        X = np.column_stack([X, np.ones(len(X))])  # the 1 goes with b
        grads.append(2 * (X @ place - y[:, 0]) @ X / len(X))
        place = place - step(np.array(grads))
        found.append((place[None, :2], place[2]))
    return found


def faded_mean(values, beta):
    """The weighted mean of the rows of values: each row counts beta times as much as the next."""
    return np.average(values, axis=0, weights=beta ** np.arange(len(values))[::-1])


def fresh_start(rng):
    """w (1, 2) and b for a model."""
    return rng.uniform(1, 2, size=(1, 2)), float(rng.uniform(-1, 1))


def check_steps(kind, step, rng, *, steps, n=1, starts=1, what="", **settings):
    """Check how far new optimizers move their parameters in each of many steps on n samples: to 2/1000 of the way."""
    starts = [fresh_start(rng) for _ in range(starts)]
    samples = [[fresh_samples(rng, *start, n) for _ in range(steps)] for start in starts]
    got = steps_in_turn(kind, starts, samples, **settings)
    for start, some, mine in zip(starts, samples, got, strict=True):
        right = right_steps(step, start, some)
        for number, ((w, b), (right_w, right_b)) in enumerate(zip(mine, right, strict=True), start=1):
            close = {"rtol": 0, "atol": 2e-3 * float(np.max(np.abs(right_w - start[0]))) + 1e-6}
            check.close(w, right_w, name=f"w after step {number}{what}", **close)
            check.close(b, float(right_b), name=f"b after step {number}{what}", **close)


def check_large_epsilon(kind, rng):
    """Check that epsilon is in use: a large one makes steps small."""
    start = fresh_start(rng)
    ((w, _),) = steps_by(kind, start, [fresh_samples(rng, *start, 1)], lr=0.1, epsilon=1e4)
    change = float(np.max(np.abs(check.array(w, shape=(1, 2), name="w") - start[0])))
    check.at_most(change, 0.01, name="the largest change of w with epsilon=1e4, lr=0.1")


# %% tags=["setup"] nbgrader={"grade_id": "setup_changes"}
def changes_by(kind, start, samples, **settings):
    """How w1, w2 and b change in each step, with one (X, y) for each: a list of arrays (3,)."""
    found = steps_by(kind, start, samples, **settings)
    rows = [
        np.append(check.array(w, shape=(1, 2), name=f"w after step {k}"), b) for k, (w, b) in enumerate(found, start=1)
    ]
    return list(np.diff([np.append(*start), *rows], axis=0))


def check_changes(found, right, *mistakes, hint=None):
    """Check the change in each step; for each step mistakes with their changes. hint: what the second step depends on."""
    for number, (change, expected, known) in enumerate(zip(found, right, mistakes, strict=True), start=1):
        known = {words: np.array(values) for words, values in known.items()}
        stays = "neither w nor b has moved: is the gradient 0, or does no step change them? `model.w = …` does not."
        known[stays] = np.zeros(3)
        check.close(
            change, np.array(expected), name=f"the change of (w1, w2, b) in step {number}", rtol=0, atol=1e-5, axes={},
            mistakes=known, hint=f"Step 1 is right. {hint}" if number > 1 else None,
        )  # fmt: skip


# %% nbgrader={"grade_id": "gd_public", "points": 1}
start, X5 = ([[1.0, 2.0]], 3.0), [[1.0, 0.0], [2.0, -1.0], [0.0, 3.0], [-1.0, 1.0], [3.0, 2.0]]
y5 = [[2.0], [4.0], [8.0], [3.0], [11.0]]  # errors 2, -1, 1, 1 and -1
model = remote("model_at")(*start)
grads = GD(lr=0.2).calculate_gradient(tf.constant(X5), tf.constant(y5), model)
grad_w, grad_b = check.pair(grads, 2, name="calculate_gradient")
if grad_w is None or grad_b is None:
    check.fail("calculate_gradient found no gradient (None): the tape has to see how the loss is made of w and b.")
if getattr(grad_w, "shape", None) in ((), (1,)) and getattr(grad_b, "shape", None) == (1, 2):
    check.fail("calculate_gradient returned the gradients in another order: expected is grad_w, grad_b.")
axes = {0: "batch of 5"}
mistakes = {"the learning rate is in the gradient, and not only in the step": tf.constant([[-0.32, 0.24]])}
right = tf.constant([[-1.6, 1.2]])
check.close(grad_w, right, name="grad_w", shapes=[(2,), (2, 1)], axes=axes, mistakes=mistakes, **CLOSE)
check.close(grad_b, 0.8, name="grad_b", shapes=[(1,), (1, 1)], axes=axes, **CLOSE)
check.close(
    model.w.numpy(), np.float32([[1.0, 2.0]]), name="w after calculate_gradient, which changes nothing", **CLOSE
)
mistakes = {
    "only w has moved": [0.32, -0.24, 0.0],
    "only b has moved: `model.w = …` makes a new tensor, `assign_sub` does not": [0.0, 0.0, -0.16],
    "the learning rate counts twice": [0.064, -0.048, -0.032],
    "the learning rate is 0.01, and not the one that was given": [0.016, -0.012, -0.008],
}
check_changes(changes_by(GD, start, [(X5, y5)], lr=0.2), [[0.32, -0.24, -0.16]], mistakes)
check.passed("GD: gradients and a step are right")

# %% nbgrader={"grade_id": "gd_gradient", "points": 3}
# Hidden: GD's gradients for fresh samples and parameters, from one sample to nine; the model stays as it is.
### BEGIN HIDDEN TESTS
for n in (5, 1, 9):
    w, b = fresh_start(rng)
    model, (X_new, y_new) = remote("model_at")(w, b), fresh_samples(rng, w, b, n)
    grads = check.pair(
        GD().calculate_gradient(tf.constant(X_new), tf.constant(y_new), model), 2, name="calculate_gradient"
    )
    wrong = X_new @ w.T + b - y_new
    right = tf.constant(2 * wrong.T @ X_new / n, tf.float32)
    check.close(grads[0], right, name=f"grad_w, for n={n}", shapes=[(2,), (2, 1)], rtol=1e-3, atol=1e-4)
    check.close(
        grads[1], float(2 * wrong.mean()), name=f"grad_b, for n={n}", shapes=[(1,), (1, 1)], rtol=1e-3, atol=1e-4
    )
    check.close(model.w.numpy(), np.float32(w), name="w after calculate_gradient", atol=0)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "gd_steps", "points": 3}
# Hidden: four steps compared with the formula's, with the default learning rate, on samples that change.
### BEGIN HIDDEN TESTS
check_steps(GD, lambda grads: 0.01 * grads[-1], rng, steps=4, n=5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "gd_rate", "points": 1}
# Hidden: the same with other learning rates.
### BEGIN HIDDEN TESTS
for lr in (0.05, 0.002):
    check_steps(GD, lambda grads, lr=lr: lr * grads[-1], rng, steps=2, n=3, what=f", lr={lr}", lr=lr)
### END HIDDEN TESTS

# %% [markdown]
# ### 2.2 Stochastic gradient descent
#
# The same with **one random sample** per step: each call of `calculate_gradient` draws one of the $n$ samples anew,
# each with equal chance, and returns its gradient. The model must not be called on the other samples: that is the
# point, a step costs 1/2000 of one of gradient descent.
#
# <details><summary>Hint: one sample that is still a batch</summary>
#
# `X[i]` has shape (2,), and `X[i : i + 1]` has (1, 2). Draw `i` with `np.random.randint(len(X))` or `tf.random.uniform`, and
# take the same `i` for `y`.
#
# </details>


# %% nbgrader={"grade_id": "sgd_class", "solution": true}
class SGD:
    """Gradient descent on one random sample per step."""

    def __init__(self, lr=0.01):
        ### BEGIN SOLUTION
        self.lr = lr
        ### END SOLUTION

    def calculate_gradient(self, X, y, model):
        """X: float32 (n, 2); y: (n, 1). Returns (grad_w, grad_b) of one random sample."""
        ### BEGIN SOLUTION
        i = np.random.randint(len(X))
        with tf.GradientTape() as tape:
            cost = loss(y[i : i + 1], model(X[i : i + 1]))
        return tuple(tape.gradient(cost, [model.w, model.b]))
        ### END SOLUTION

    def apply_gradient(self, grads, model):
        """One step: changes the variables model.w and model.b in place."""
        ### BEGIN SOLUTION
        model.w.assign_sub(self.lr * grads[0])
        model.b.assign_sub(self.lr * grads[1])
        ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_samples"}
def draws_of(kind, start, X, y, calls):
    """Call calculate_gradient many times, and make a step with the last result.

    Returns all results, b before and after the step, and the number of samples that the model was called on.
    """
    asked = []

    class Counting(Linear):
        def call(self, X):
            asked.append(int(X.shape[0]))
            return Linear.call(self, X)

    optimizer, model, X, y = kind(), model_at(*start, Counting), tf.constant(X), tf.constant(y)
    before = model.b.numpy()
    found = [optimizer.calculate_gradient(X, y, model) for _ in range(calls)]
    optimizer.apply_gradient(found[-1], model)
    return found, before, model.b.numpy(), sum(asked)


def let_draw(kind, rng, n, calls):
    """Let draws_of run where your code runs, on n samples that all move b the same way. Returns what was given and found."""
    w, b = fresh_start(rng)
    X, y = fresh_samples(rng, w, b + 4, n)
    grads, before, after, asked = remote("draws_of")(kind, (w, b), X, y, calls)
    return {"w": w, "b": b, "X": X, "y": y, "grads": grads, "before": before, "after": after, "asked": asked}


# %% tags=["setup"] nbgrader={"grade_id": "setup_draws"}
def check_draws(drawn):
    """Check that each call's gradients are those of a single sample, and that at least four are drawn."""
    X, wrong, calls = drawn["X"], drawn["X"] @ drawn["w"].T + drawn["b"] - drawn["y"], len(drawn["grads"])
    each = np.column_stack([2 * wrong * X, 2 * wrong])  # the gradient of each sample, (n, 3)
    seen = set()
    for grads in drawn["grads"]:
        parts = zip(check.pair(grads, 2, name="calculate_gradient"), ("grad_w", "grad_b"), strict=True)
        row = np.concatenate([np.ravel(check.array(grad, name=name, library="tensorflow")) for grad, name in parts])
        check.equal(len(row), 3, name="the number of partial derivatives")
        distance = np.abs(each - row).max(axis=1)
        check.at_most(distance.min(), 1e-3, name="the distance to the gradient of the nearest single sample",
                      hint="Expected is the gradient of one sample: its row of X and its own y.")  # fmt: skip
        seen.add(int(distance.argmin()))
    check.at_least(len(seen), 4, name=f"how many of {len(X)} samples are drawn in {calls} calls")


def check_asked(drawn):
    """Check that the model is called on at most one sample per call. (A formula need not call it.)"""
    calls, before, after = len(drawn["grads"]), one_number(drawn["before"]), one_number(drawn["after"])
    check.close(before, drawn["b"], name="b at the start", atol=1e-6)
    check.at_least(abs(after - before), 1e-6, name="how far b has moved in a step")
    check.at_most(drawn["asked"], calls, name=f"the number of samples that the model sees in {calls} calls")


# %% nbgrader={"grade_id": "sgd_public", "points": 1}
one = [[2.0, -0.7]], [[4.6]]  # error -1
mistakes = {
    "the learning rate is 0.01, and not the one that was given": [0.04, -0.014, 0.02],
}
found = changes_by(SGD, ([[1.0, 2.0]], 3.0), [one], lr=0.2)
check_changes(found, [[0.8, -0.28, 0.4]], mistakes)
check_draws(let_draw(SGD, np.random.default_rng(7), n=7, calls=30))
check.passed("SGD: a step is right where there is one sample only, and each gradient is that of one of seven samples")

# %% nbgrader={"grade_id": "sgd_draws", "points": 3}
# Hidden: each call's gradient is that of one of six samples, and 25 calls draw at least four different ones.
### BEGIN HIDDEN TESTS
check_draws(let_draw(SGD, rng, n=6, calls=25))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "sgd_asked", "points": 2}
# Hidden: the model is called on at most one sample per step.
### BEGIN HIDDEN TESTS
check_asked(let_draw(SGD, rng, n=11, calls=3))
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "sgd_steps", "points": 2}
# Hidden: steps on one sample each, compared with the formula's, with the default and with another learning rate.
### BEGIN HIDDEN TESTS
check_steps(SGD, lambda grads: 0.01 * grads[-1], rng, steps=4)
check_steps(SGD, lambda grads: 0.05 * grads[-1], rng, steps=2, what=", lr=0.05", lr=0.05)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** At the right $w$ and $b$, is the gradient of a single sample 0? What does this mean for the end of the path?
#
# ### 2.3 AdaGrad
#
# From here on, the gradients are again those of **one random sample**. AdaGrad adds up the squares of each coordinate's
# gradients and divides by the root of the sum; TensorFlow's version begins with $r = 0.1$, so that the first steps are no
# longer than they should be:
#
# $$r \leftarrow r + g^2, \qquad w \leftarrow w - \eta\, \frac{g}{\sqrt r + \varepsilon}.$$
#
# Every coordinate of $w$ has its own $r$, and so has $b$. $\varepsilon$ may stand inside the root or outside it.


# %% nbgrader={"grade_id": "adagrad_class", "solution": true}
class AdaGrad:
    """AdaGrad (Duchi, Hazan, Singer, 2011) on one random sample per step; the sums of squares start at 0.1."""

    def __init__(self, lr=0.001, epsilon=1e-7):
        ### BEGIN SOLUTION
        self.lr, self.epsilon, self.sums = lr, epsilon, [0.1, 0.1]
        ### END SOLUTION

    def calculate_gradient(self, X, y, model):
        """X: float32 (n, 2); y: (n, 1). Returns (grad_w, grad_b) of one random sample."""
        ### BEGIN SOLUTION
        i = np.random.randint(len(X))
        with tf.GradientTape() as tape:
            cost = loss(y[i : i + 1], model(X[i : i + 1]))
        return tuple(tape.gradient(cost, [model.w, model.b]))
        ### END SOLUTION

    def apply_gradient(self, grads, model):
        """One step: changes the variables model.w and model.b in place."""
        ### BEGIN SOLUTION
        for k, variable in enumerate((model.w, model.b)):
            self.sums[k] = self.sums[k] + grads[k] ** 2
            variable.assign_sub(self.lr * grads[k] / (tf.sqrt(self.sums[k]) + self.epsilon))
        ### END SOLUTION


# %% nbgrader={"grade_id": "adagrad_public", "points": 1}
one, other = ([[2.0, -0.7]], [[4.6]]), ([[-0.4, 1.6]], [[4.5]])  # the first has the error -1
found = changes_by(AdaGrad, ([[1.0, 2.0]], 3.0), [one, other], lr=0.1)
first = {
    "the sum r lacks its 0.1: does it start at 0, or is it g² in place of r + g²?": [0.1, -0.1, 0.1],
    "the step is that of gradient descent: the division by the root is missing": [0.4, -0.14, 0.2],
    "the root of r is missing": [0.024845, -0.067961, 0.04878],
    "one r for all three numbers, where each needs its own": [0.085164, -0.029807, 0.042582],
    "one r for both numbers of w, where each needs its own": [0.094124, -0.032943, 0.098773],
}
second = {
    "the sum r is 0.1 and the last g² only, without the earlier ones": [0.095002, -0.099664, -0.099147],
    "the sum r is a mean of the squares, where the sum was expected": [0.032884, -0.132118, -0.107653],
}
right = [[0.099689, -0.097543, 0.098773], [0.023321, -0.093698, -0.076506]]
check_changes(found, right, first, second, hint="Is r kept from one step to the next?")
check.passed("AdaGrad: two steps are right")

# %% nbgrader={"grade_id": "adagrad_steps", "points": 5}
# Hidden: two AdaGrads, one after the other, on one sample per step, with the defaults, compared with the formula.
### BEGIN HIDDEN TESTS
for steps in (1, 5):
    check_steps(AdaGrad, lambda grads: 0.001 * grads[-1] / np.sqrt(0.1 + (grads**2).sum(axis=0)), rng, steps=steps)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adagrad_settings", "points": 2}
# Hidden: another learning rate; a large epsilon makes the steps small.
### BEGIN HIDDEN TESTS
def step(grads):
    return 0.02 * grads[-1] / np.sqrt(0.1 + (grads**2).sum(axis=0))


check_large_epsilon(AdaGrad, rng)
check_steps(AdaGrad, step, rng, steps=3, what=", lr=0.02", lr=0.02)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adagrad_apart", "points": 2}
# Hidden: two AdaGrads that step in turn, each with a model of its own, share nothing.
### BEGIN HIDDEN TESTS
def step(grads):
    return 0.1 * grads[-1] / np.sqrt(0.1 + (grads**2).sum(axis=0))


check_steps(AdaGrad, step, rng, steps=2, starts=2, what=" of two in turn", lr=0.1)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adagrad_draws", "points": 2}
# Hidden: each call's gradient is that of one of several samples, and the model is called on no more than one per step.
### BEGIN HIDDEN TESTS
drawn = let_draw(AdaGrad, rng, n=31, calls=10)
check_draws(drawn)
check_asked(drawn)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Suppose all of a coordinate's gradients are 1. How long is AdaGrad's first step, in learning
# rates, and how long is the hundredth?
#
# ### 2.4 Adam
#
# Adam averages gradients and squares, $m$ and $v$, both 0 at the start, and corrects them for that. In the first step $t = 1$:
#
# $$m \leftarrow \beta_1 m + (1-\beta_1)\, g, \qquad v \leftarrow \beta_2 v + (1-\beta_2)\, g^2, \qquad
# w \leftarrow w - \eta\, \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \varepsilon}.$$
#
# <details><summary>Hint: t</summary>
#
# Keep $t$ in the optimizer and raise it once per step, not once for $w$ and once more for $b$.
#
# </details>


# %% nbgrader={"grade_id": "adam_class", "solution": true}
class Adam:
    """Adam (Kingma, Ba, 2015, Algorithm 1) on one random sample per step."""

    def __init__(self, lr=0.001, beta1=0.9, beta2=0.999, epsilon=1e-7):
        ### BEGIN SOLUTION
        self.lr, self.beta1, self.beta2, self.epsilon = lr, beta1, beta2, epsilon
        self.t, self.m, self.v = 0, [0.0, 0.0], [0.0, 0.0]
        ### END SOLUTION

    def calculate_gradient(self, X, y, model):
        """X: float32 (n, 2); y: (n, 1). Returns (grad_w, grad_b) of one random sample."""
        ### BEGIN SOLUTION
        i = np.random.randint(len(X))
        with tf.GradientTape() as tape:
            cost = loss(y[i : i + 1], model(X[i : i + 1]))
        return tuple(tape.gradient(cost, [model.w, model.b]))
        ### END SOLUTION

    def apply_gradient(self, grads, model):
        """One step: changes the variables model.w and model.b in place."""
        ### BEGIN SOLUTION
        self.t += 1
        for k, variable in enumerate((model.w, model.b)):
            self.m[k] = self.beta1 * self.m[k] + (1 - self.beta1) * grads[k]
            self.v[k] = self.beta2 * self.v[k] + (1 - self.beta2) * grads[k] ** 2
            m_hat, v_hat = self.m[k] / (1 - self.beta1**self.t), self.v[k] / (1 - self.beta2**self.t)
            variable.assign_sub(self.lr * m_hat / (tf.sqrt(v_hat) + self.epsilon))
        ### END SOLUTION


# %% nbgrader={"grade_id": "adam_public", "points": 1}
one, other = ([[2.0, -0.7]], [[4.6]]), ([[-0.4, 1.6]], [[4.5]])  # the first has the error -1
found = changes_by(Adam, ([[1.0, 2.0]], 3.0), [one, other], lr=0.1, beta1=0.7, beta2=0.8)
first = {
    "neither m nor v is corrected: is the division by 1 - beta^t missing?": [0.067082, -0.067082, 0.067082],
    "the average v is not corrected": [0.223607, -0.223607, 0.223607],
    "the average m is not corrected": [0.03, -0.03, 0.03],
    "is the root taken before the correction, or the factor 1 - beta of v missing?": [0.044721, -0.044721, 0.044721],
    "the factors 1 - beta in the averages are missing": [0.149071, -0.149071, 0.149071],
    "the step is that of gradient descent: the division by the root is missing": [0.4, -0.14, 0.2],
    "the average v is one of the gradients' sizes, and not of their squares": [0.2, -0.118322, 0.141421],
    "the root of v is missing": [0.025, -0.071429, 0.05],
    "the counter t is raised for w and once more for b: once per step is right": [0.1, -0.1, 0.07892],
}
second = {
    "the averages m and v are made of the last gradient only": [0.07892, -0.07892, -0.07892],
    "is t always 1, or are the factors 1 - beta and the corrections missing?": [0.101505, -0.119336, -0.033408],
    "the last gradient stands where m was expected": [0.03477, -0.127554, -0.107571],
    "the two betas are exchanged": [0.08655, -0.089492, -0.019806],
    "the betas are 0.9 and 0.999, and not those that were given": [0.082528, -0.092858, -0.014294],
    "the corrected m and v are kept, where the averages go on from the others": [0.10082, -0.118015, 0.038348],
}
right = [[0.1, -0.1, 0.1], [0.080107, -0.09418, -0.026365]]
hint = "Are m, v and t kept until the next step, and are the betas the given ones?"
check_changes(found, right, first, second, hint=hint)
check.passed("Adam: two steps are right")


# %% nbgrader={"grade_id": "adam_steps", "points": 6}
# Hidden: two Adams, one after the other, on one sample per step, with the defaults, compared with the formula.
### BEGIN HIDDEN TESTS
def step(grads):
    return 0.001 * faded_mean(grads, 0.9) / np.sqrt(faded_mean(grads**2, 0.999))


for steps in (1, 5):
    check_steps(Adam, step, rng, steps=steps)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adam_settings", "points": 3}
# Hidden: another learning rate and other betas; a large epsilon makes the steps small.
### BEGIN HIDDEN TESTS
def step(grads):
    return 0.02 * faded_mean(grads, 0.95) / np.sqrt(faded_mean(grads**2, 0.8))


settings = {"lr": 0.02, "beta1": 0.95, "beta2": 0.8}
check_large_epsilon(Adam, rng)
check_steps(Adam, step, rng, steps=4, what=", lr=0.02, beta1=0.95, beta2=0.8", **settings)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "adam_apart", "points": 2}
# Hidden: two Adams that step in turn, each with a model of its own, share nothing.
### BEGIN HIDDEN TESTS
def step(grads):
    return 0.1 * faded_mean(grads, 0.9) / np.sqrt(faded_mean(grads**2, 0.999))


check_steps(Adam, step, rng, steps=2, starts=2, what=" of two in turn", lr=0.1)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "adam_draws", "points": 2}
# Hidden: each call's gradient is that of one of several samples, and the model is called on no more than one per step.
### BEGIN HIDDEN TESTS
drawn = let_draw(Adam, rng, n=31, calls=10)
check_draws(drawn)
check_asked(drawn)
### END HIDDEN TESTS

# %% [markdown]
# ## 3. The race
#
# All four, from the same start, with the learning rate that you see. The contours are the loss of all 2,000 points over $w_1$
# and $w_2$, for $b = 2$. (On the way, $b$ goes from 10 to 2.)


# %% tags=["setup"] nbgrader={"grade_id": "setup_race"}
def loss_over(w1, w2):
    """The loss of all points for arrays of w1 and w2, with b = 2."""
    features, targets = X.numpy().astype(float), y.numpy().astype(float)
    wrong = w1[..., None] * features[:, 0] + w2[..., None] * features[:, 1] + 2 - targets[:, 0]
    return (wrong**2).mean(axis=-1)


def race(optimizer, steps):
    """Let an optimizer make steps from the start. Returns w (steps + 1, 2), and the loss of all points before each step."""
    tf.keras.utils.set_random_seed(3)  # the same samples each time, however they are drawn
    model = Linear()
    path, losses = [model.w.numpy()[0]], [float(tf.reduce_mean(loss(y, model(X))))]
    for _ in range(steps):
        optimizer.apply_gradient(optimizer.calculate_gradient(X, y, model), model)
        path.append(model.w.numpy()[0])
        losses.append(float(tf.reduce_mean(loss(y, model(X)))))
    return np.array(path, dtype=float), losses


# %% nbgrader={"grade_id": "race_ungraded_picture"}
RACERS = {"GD": (GD, 0.1), "SGD": (SGD, 0.03), "AdaGrad": (AdaGrad, 0.7), "Adam": (Adam, 0.15)}
raced = {f"{name}, lr {lr}": race(kind(lr=lr), 120) for name, (kind, lr) in RACERS.items()}
paths = {name: path for name, (path, _) in raced.items()}
pictures.paths_over_contours(
    {"120 steps": (loss_over, paths)},
    finding="Gradient descent follows a smooth curve, first in the steep direction. The other three, which see one "
    "sample per step, wander; SGD trembles to the end.",
)

# %% nbgrader={"grade_id": "race_moving_ungraded_picture"}
pictures.animated_paths(loss_over, paths, seconds=12, finding="The three that see one sample per step tremble.")

# %% nbgrader={"grade_id": "race_objective_ungraded_picture"}
pictures.objective_curves({name: losses[::5] for name, (_, losses) in raced.items()}, every=5, unit="step")

# %% [markdown]
# One step of gradient descent looks at 2,000 samples; one of the others, at a single one. So in the time of gradient descent's 120
# steps, the others could make 240,000.
#
# And the learning rate? The loss after 100 steps, for several:

# %% nbgrader={"grade_id": "race_sweep_ungraded_picture"}
sweep = {}
for name, (kind, _) in RACERS.items():
    sweep[name] = {lr: race(kind(lr=lr), 100)[1][-1] for lr in (0.01, 0.03, 0.1, 0.3, 1.0, 3.0)}
pictures.rate_sweep(sweep, start=float(tf.reduce_mean(loss(y, Linear()(X)))))

# %% [markdown]
# **Compare the four optimizers.** Say for each how fast it approaches the minimum, how close it stays, what a step
# costs, and how much its learning rate matters; and which one you would take for this problem, and for one with a
# million parameters. (Graded by hand: 4 points.)

# %% [markdown] nbgrader={"grade_id": "comparison_written", "points": 4, "solution": true}
# **The comparison**
#
# ### BEGIN SOLUTION
# - *Gradient descent* is the fastest per step (near the lowest loss in 20 steps at 0.1) and comes to rest there. Its learning
#   rate may be anything from 0.03 to 0.3; at 1 it diverges. A step costs 2,000 samples, those of the others one.
# - *SGD* goes the same way on average, and trembles at the end, the more the larger its rate: 1.2 at 0.03 after 100 steps, 3.0 at
#   0.3. The gradient of one sample is not 0 at the lowest loss. Smaller rates towards the end would help.
# - *AdaGrad* needs a large rate (1.0 is the best here), because its steps shrink; with the default of 0.001 it has hardly moved.
#   Its shrinking steps also calm the trembling.
# - *Adam* goes about as fast in $w_2$ as in $w_1$, overshoots a little and comes back. From 0.1 to 3 it ends below 2.5.
#
# Here, with three parameters and 2,000 samples, I would take gradient descent: a step takes a millisecond. With a million
# parameters and samples I would take Adam on small batches, with a rate near 0.001, and let the rate fall.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# Four optimizers that are interchangeable: each calculates a gradient and applies it. Three of them look at a single
# sample per step, which makes a step as cheap for a million samples as for one, and two of them choose the length of a
# step for each coordinate, from the gradients that they have seen.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | optimizer | what turns gradients into new parameters |
# | stochastic gradient | the gradient of a random part of the samples; right on average |
# | learning rate | the factor of a step |
# | accumulator | AdaGrad's sum of squared gradients |
# | momentum | an average of past gradients, such as Adam's $m$ |
# | bias correction | division by $1 - \beta^t$, because the averages start at 0 |
# | variable | TensorFlow's changeable tensor; `assign_sub` changes it, `=` replaces it |
# | gradient tape | records operations, to differentiate them |
#
# **To read on**
#
# - H. Robbins, S. Monro, *A stochastic approximation method*, Annals of Mathematical Statistics (1951)
# - J. Duchi, E. Hazan, Y. Singer, *Adaptive subgradient methods for online learning and stochastic optimization*, JMLR (2011)
# - D. Kingma, J. Ba, *Adam: a method for stochastic optimization* (ICLR 2015)
# - L. Bottou, F. Curtis, J. Nocedal, *Optimization methods for large-scale machine learning*, SIAM Review (2018)
#
# The questions follow part B of homework 5 of 10-405/605 at Carnegie Mellon University (Spring 2021), section 2.7.

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
