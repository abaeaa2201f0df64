# %% [markdown]
# # A two-layer network in TensorFlow
#
# An ordinary small homework, for measuring graders: forward, loss, training with a gradient tape.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
import tensorflow as tf

from coursekit import check, reference, rng

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
draw = np.random.default_rng(0)
inputs = draw.normal(size=(256, 64)).astype("float32")
labels = (inputs @ draw.normal(size=(64, 10))).argmax(axis=1)


def starting_weights(hidden, seed):
    """Weights and biases (w1, b1, w2, b2) of a network 64 -> hidden -> 10."""
    draw = np.random.default_rng(seed)
    w1, w2 = 0.1 * draw.normal(size=(64, hidden)), 0.1 * draw.normal(size=(hidden, 10))
    return [w.astype("float32") for w in (w1, np.zeros(hidden), w2, np.zeros(10))]


# %% nbgrader={"grade_id": "forward_answer", "solution": true}
def forward(x, w1, b1, w2, b2):
    """x: float32 array or tensor (n, 64). Returns the scores, float tensor (n, 10); a ReLU between the layers."""
    ### BEGIN SOLUTION
    return tf.matmul(tf.nn.relu(tf.matmul(x, w1) + b1), w2) + b2
    ### END SOLUTION


# %% nbgrader={"grade_id": "forward_public", "points": 1}
x = np.array([[1.0, -2.0]])
scores = forward(x, np.eye(2), np.zeros(2), np.array([[3.0], [5.0]]), np.array([0.5]))
check.close(scores.numpy(), np.array([[3.5]]), name="scores")

# %% nbgrader={"grade_id": "forward_hidden", "points": 2}
# Checks forward on batches of other sizes.
### BEGIN HIDDEN TESTS
for size in (1, 7):
    x = rng.normal(size=(size, 64)).astype("float32")
    weights = starting_weights(12, seed=size)
    right = reference.forward(x, *weights).numpy()
    check.close(forward(x, *weights).numpy(), right, name="scores", rtol=1e-4, atol=1e-5)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "loss_answer", "solution": true}
def loss_of(scores, y):
    """scores: float (n, 10); y: int (n,); arrays or tensors. Returns the mean softmax loss, a tensor without axes."""
    ### BEGIN SOLUTION
    return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, scores))
    ### END SOLUTION


# %% nbgrader={"grade_id": "loss_public", "points": 1}
check.close(float(loss_of(np.zeros((1, 10)), np.array([3])).numpy()), 2.302585, name="loss", rtol=1e-4)

# %% nbgrader={"grade_id": "loss_hidden", "points": 3}
# Checks the loss on random scores.
### BEGIN HIDDEN TESTS
scores, y = rng.normal(size=(9, 10)), rng.integers(10, size=9)
right = float(reference.loss_of(scores, y).numpy())
check.close(float(loss_of(scores, y).numpy()), right, name="loss", rtol=1e-4)
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "train_answer", "solution": true}
def train(x, y, hidden, steps, learning_rate):
    """Plain gradient descent from `starting_weights(hidden, seed=1)`. Returns the loss before each step."""
    ### BEGIN SOLUTION
    weights, losses = [tf.Variable(weight) for weight in starting_weights(hidden, seed=1)], []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = loss_of(forward(x, *weights), y)
        for weight, gradient in zip(weights, tape.gradient(loss, weights), strict=True):
            weight.assign_sub(learning_rate * gradient)
        losses.append(float(loss))
    return losses
    ### END SOLUTION


# %% nbgrader={"grade_id": "train_public", "points": 1}
losses = train(inputs, labels, hidden=16, steps=5, learning_rate=0.5)
check.equal(len(losses), 5, name="the number of losses")
check.at_most(losses[4], losses[0], name="the last loss")

# %% nbgrader={"grade_id": "train_hidden", "points": 2}
# Checks that other data give the losses that plain gradient descent gives.
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(20, 64)).astype("float32"), rng.integers(10, size=20)
losses = train(x, y, hidden=8, steps=4, learning_rate=0.1)
check.close(np.array(losses), np.array(reference.train(x, y, 8, 4, 0.1)), name="losses", rtol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_experiment"}
losses = train(inputs, labels, hidden=32, steps=50, learning_rate=0.5)
print(f"loss before: {losses[0]:.3f}, after 50 steps: {losses[-1]:.3f}")
