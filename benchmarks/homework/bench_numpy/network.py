# %% [markdown]
# # A two-layer network in NumPy
#
# An ordinary small homework, for measuring graders: forward, loss and gradients, training.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, reference, rng

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
draw = np.random.default_rng(0)
inputs = draw.normal(size=(256, 64))
labels = (inputs @ draw.normal(size=(64, 10))).argmax(axis=1)


def starting_weights(hidden, seed):
    """Weights and biases (w1, b1, w2, b2) of a network 64 -> hidden -> 10."""
    draw = np.random.default_rng(seed)
    w1, w2 = 0.1 * draw.normal(size=(64, hidden)), 0.1 * draw.normal(size=(hidden, 10))
    return [w1, np.zeros(hidden), w2, np.zeros(10)]


# %% nbgrader={"grade_id": "forward_answer", "solution": true}
def forward(x, w1, b1, w2, b2):
    """x: float (n, 64). Returns (scores, hidden): float (n, 10), and float (n, h) after the ReLU."""
    ### BEGIN SOLUTION
    hidden = np.maximum(x @ w1 + b1, 0)
    return hidden @ w2 + b2, hidden
    ### END SOLUTION


# %% nbgrader={"grade_id": "forward_public", "points": 1}
x = np.array([[1.0, -2.0]])
scores, hidden = forward(x, np.eye(2), np.zeros(2), np.array([[3.0], [5.0]]), np.array([0.5]))
check.close(scores, np.array([[3.5]]), name="scores")
check.close(hidden, np.array([[1.0, 0.0]]), name="hidden")

# %% nbgrader={"grade_id": "forward_hidden", "points": 2}
# Checks forward on batches of other sizes.
### BEGIN HIDDEN TESTS
for size in (1, 7):
    x = rng.normal(size=(size, 64))
    weights = starting_weights(12, seed=size)
    scores, hidden = forward(x, *weights)
    right_scores, right_hidden = reference.forward(x, *weights)
    check.close(scores, right_scores, name="scores")
    check.close(hidden, right_hidden, name="hidden")
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "loss_answer", "solution": true}
def loss_and_gradients(x, y, w1, b1, w2, b2):
    """y: int (n,). Returns (loss, [dw1, db1, dw2, db2]), of the mean over the batch."""
    ### BEGIN SOLUTION
    scores, hidden = forward(x, w1, b1, w2, b2)
    rows = np.arange(len(y))
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_probabilities = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_probabilities)
    dscores[rows, y] -= 1
    dscores /= len(y)
    dhidden = (dscores @ w2.T) * (hidden > 0)
    gradients = [x.T @ dhidden, dhidden.sum(axis=0), hidden.T @ dscores, dscores.sum(axis=0)]
    return -log_probabilities[rows, y].mean(), gradients
    ### END SOLUTION


# %% nbgrader={"grade_id": "loss_public", "points": 1}
weights = [np.zeros((64, 3)), np.zeros(3), np.zeros((3, 10)), np.zeros(10)]
loss, gradients = loss_and_gradients(inputs[:1], labels[:1], *weights)
check.close(loss, 2.302585092994046, name="loss")

# %% nbgrader={"grade_id": "loss_hidden", "points": 3}
# Checks the loss and the gradients on random weights.
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(9, 64)), rng.integers(10, size=9)
weights = starting_weights(11, seed=3)
loss, gradients = loss_and_gradients(x, y, *weights)
right_loss, right_gradients = reference.loss_and_gradients(x, y, *weights)
check.close(loss, right_loss, name="loss")
for index in range(4):
    check.close(gradients[index], right_gradients[index], name="gradient")
### END HIDDEN TESTS


# %% nbgrader={"grade_id": "train_answer", "solution": true}
def train(x, y, hidden, steps, learning_rate):
    """Plain gradient descent from `starting_weights(hidden, seed=1)`. Returns the loss before each step."""
    ### BEGIN SOLUTION
    weights, losses = starting_weights(hidden, seed=1), []
    for _ in range(steps):
        loss, gradients = loss_and_gradients(x, y, *weights)
        losses.append(float(loss))
        weights = [weight - learning_rate * gradient for weight, gradient in zip(weights, gradients, strict=True)]
    return losses
    ### END SOLUTION


# %% nbgrader={"grade_id": "train_public", "points": 1}
losses = train(inputs, labels, hidden=16, steps=5, learning_rate=0.5)
check.equal(len(losses), 5, name="the number of losses")
check.at_most(losses[4], losses[0], name="the last loss")

# %% nbgrader={"grade_id": "train_hidden", "points": 2}
# Checks that other data give the losses that plain gradient descent gives.
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(20, 64)), rng.integers(10, size=20)
losses = train(x, y, hidden=8, steps=4, learning_rate=0.1)
check.close(np.array(losses), np.array(reference.train(x, y, 8, 4, 0.1)), name="losses")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "train_experiment"}
losses = train(inputs, labels, hidden=32, steps=50, learning_rate=0.5)
print(f"loss before: {losses[0]:.3f}, after 50 steps: {losses[-1]:.3f}")
