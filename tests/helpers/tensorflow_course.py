"""A small homework in TensorFlow for a test to write into a folder: a tensor, a model, an optimizer, a gradient."""

from pathlib import Path

NAME = "hw0_tensors"
NOTEBOOK = "tensors"

SETTINGS = """\
title = "Tensors"
frameworks = ["numpy", "tensorflow"]

[notebooks.tensors]
title = "Tensors"
minutes = 5

[notebooks.tensors.questions.affine]
title = "An affine map"

[notebooks.tensors.questions.line]
title = "A model"

[notebooks.tensors.questions.descent]
title = "An optimizer"
forbid = ["tf.keras.optimizers", "tf.compat.v1.train", "tf.raw_ops", ".compile", ".fit"]

[notebooks.tensors.questions.slope]
title = "A gradient"
forbid = ["tf.GradientTape", "tf.autodiff", "tf.gradients"]
"""

SOURCE = '''\
# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
from coursekit import check, reference, remote, rng

import numpy as np
import tensorflow as tf

# %% nbgrader={"grade_id": "affine_answer", "solution": true}
def affine(x, w, b):
    """x: float32 tensor (n, d), w: (d, c), b: (c,). Returns the tensor x w + b, (n, c)."""
    ### BEGIN SOLUTION
    return tf.matmul(x, w) + b
    ### END SOLUTION

# %% nbgrader={"grade_id": "affine_public", "points": 1}
x, right = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.constant([[1.5, 2.0], [3.5, 4.0]])
check.close(affine(x, tf.eye(2), tf.constant([0.5, 0.0])), right, name="affine(x, w, b)")

# %% nbgrader={"grade_id": "affine_hidden", "points": 3}
# Checks affine on tensors of other sizes.
### BEGIN HIDDEN TESTS
for n, d, c in ((1, 3, 2), (5, 4, 3)):
    x, w, b = (tf.constant(rng.normal(size=size).astype("float32")) for size in ((n, d), (d, c), (c,)))
    check.close(affine(x, w, b), reference.affine(x, w, b), name="affine(x, w, b)", rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "line_answer", "solution": true}
class Line(tf.keras.Model):
    """y = w x + b for x of shape (n, 1). Variables: `w`, from 5, and `b`, from 10; `seen`: the n of each call."""

    def __init__(self):
        super().__init__()
        ### BEGIN SOLUTION
        self.w, self.b = tf.Variable([[5.0]]), tf.Variable(10.0)
        self.seen = []
        ### END SOLUTION

    def call(self, x):
        ### BEGIN SOLUTION
        self.seen.append(len(x))
        return x @ self.w + self.b
        ### END SOLUTION

# %% nbgrader={"grade_id": "line_public", "points": 1}
line = Line()
check.close(line.w.numpy(), np.float32([[5.0]]), name="w")
check.close(line.b.numpy(), 10.0, name="b")

# %% nbgrader={"grade_id": "line_hidden", "points": 2}
# Checks the model on other inputs, with other values in its variables, and what it counts.
### BEGIN HIDDEN TESTS
line, w, x = Line(), rng.normal(size=(1, 1)).astype("float32"), rng.normal(size=(4, 1)).astype("float32")
line.w.assign(w)
check.close(line(tf.constant(x)), tf.constant(x @ w + 10), name="line(x)", rtol=1e-4, atol=1e-5)
line(tf.constant(x[:3]))
check.equal(list(line.seen), [4, 3], name="seen")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "descent_answer", "solution": true}
class Descent:
    """Gradient descent: `step(variables, gradients)` moves each variable against its gradient, by lr times it."""

    def __init__(self, lr):
        ### BEGIN SOLUTION
        self.lr = lr
        ### END SOLUTION

    def step(self, variables, gradients):
        ### BEGIN SOLUTION
        for variable, gradient in zip(variables, gradients):
            variable.assign_sub(self.lr * gradient)
        ### END SOLUTION

# %% nbgrader={"grade_id": "descent_hidden", "points": 3}
# Checks two steps of variables of two shapes.
### BEGIN HIDDEN TESTS
lr, sizes = float(rng.uniform(0.1, 0.9)), ((2, 3), (4,))
starts = [rng.normal(size=size).astype("float32") for size in sizes]
variables, descent = [remote("tf.Variable")(start) for start in starts], Descent(lr)
for factor in (1, 3):
    gradients = [tf.constant(factor * np.ones(size, "float32")) for size in sizes]
    descent.step(variables, gradients)
for variable, start in zip(variables, starts):
    check.close(variable.numpy(), start - np.float32(4 * lr), name="the variable", rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slope_answer", "solution": true}
def slope(x):
    """x: float32 tensor (n,). Returns the derivative of the sum of x^3, a tensor (n,)."""
    ### BEGIN SOLUTION
    return 3 * x**2
    ### END SOLUTION

# %% nbgrader={"grade_id": "slope_hidden", "points": 2}
# Checks slope on other tensors.
### BEGIN HIDDEN TESTS
x = tf.constant(rng.normal(size=6).astype("float32"))
check.close(slope(x), 3 * x**2, name="slope(x)", rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slope_experiment"}
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(optimizer=tf.keras.optimizers.Adam(0.1), loss="mse")
history = model.fit(np.ones((8, 1), "float32"), np.ones((8, 1), "float32"), epochs=2, verbose=0)
with tf.GradientTape() as tape:
    tape.watch(x := tf.ones(2))
    y = tf.reduce_sum(x**3)
print(tape.gradient(y, x).numpy(), len(history.history["loss"]))
'''


def write_course(folder: Path) -> Path:
    """Write the course into `folder`; return the assignment's folder, `folder/solutions/hw0_tensors`."""
    assignment = Path(folder) / "solutions" / NAME
    assignment.mkdir(parents=True)
    (assignment / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (assignment / f"{NOTEBOOK}.py").write_text(SOURCE, encoding="utf-8")
    return assignment
