# %% [markdown]
# # A two-layer network in PyTorch, without autograd
#
# PyTorch can differentiate for you. In this notebook you do it yourself, once on paper and once in code, for the network
#
# $$\text{Linear}_1 \to f \to \text{Linear}_2 \to g.$$
#
# **You will be able to**
#
# - write down the forward and the backward pass of a two-layer network, with every Jacobian and every shape;
# - say what changes, and what does not, when the nonlinearities or the loss change;
# - find the loss that an update rule descends;
# - implement the network and its losses on PyTorch's tensors, for whole batches, and train it;
# - test code that computes gradients.
#
# **You need**: the chain rule for vectors, matrix products, and tensors in PyTorch (`@`, `.T`, `sum`, broadcasting).
# Part 1 of `layers` helps, but nothing from it is used here.
#
# **Time**: about 300 minutes, of which the computer needs less than one.
#
# **Data**: forty points of a curve, made in the notebook. Nothing is downloaded.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the names and
#   arguments as they are. In the text cells that say *FILL_IN*, write words and formulas (between dollar signs you can
#   write LaTeX).
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong. Checks marked *hidden* are
#   empty here: their first line says what they will check, on inputs unknown in advance.
# - All tensors are `float32`, PyTorch's default, unless a question says otherwise. No function may change its arguments.
# - **No autograd in your answers**: no `.backward()` of a tensor, no `requires_grad`, nothing from `torch.autograd` or
#   `torch.func`. Using it costs all points of the question, wherever in the answer's code. Everything else in PyTorch
#   may be used, `torch.sigmoid` and `torch.nn.functional` included: you write their gradients by hand. In cells of your
#   own you may compare with autograd as much as you like, as long as no answer uses what they define.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np
import torch

from coursekit import check, loss_gradient_check, pictures, reference, remote, rng

# %% [markdown]
# Small helpers for the checks: random tensors, the parameters of a network, and how closely `float32` is compared.


# %% tags=["setup"] nbgrader={"grade_id": "setup_helpers"}
CLOSE = {"rtol": 1e-4, "atol": 1e-5}


def one_number(J):
    """J as a float: a number, or an array with one entry."""
    return check.number(J[0] if getattr(J, "shape", ()) == (1,) else J, name="J")


def fresh(rng, *shape):
    """A float32 tensor of normal random numbers."""
    return torch.from_numpy(rng.normal(size=shape)).float()


def fresh_columns(rng, n, H, K):
    """x (n, 1), W1 (H, n), b1 (H, 1), W2 (K, H), b2 (K, 1); no entry of W1 x + b1 is near 0, the ReLU's corner."""
    while True:
        x, W1, b1, W2, b2 = (fresh(rng, *shape) for shape in ((n, 1), (H, n), (H, 1), (K, H), (K, 1)))
        if (W1 @ x + b1).abs().min() > 0.05:
            return x, W1, b1, W2, b2


def example_columns():
    """The same, for the public checks: n = 2, H = 3, K = 5."""
    x, W1 = torch.tensor([[1.0], [2.0]]), torch.tensor([[1.0, -1.0], [0.5, 1.0], [-1.0, 0.25]])
    W2 = torch.tensor([[1.0, 0.5, 2.0], [-1.0, 0.5, 1.0], [2.0, -1.0, 0.5], [0.5, 1.0, -2.0], [-0.5, 0.25, 1.0]])
    b1, b2 = torch.tensor([[1.5], [-0.5], [-1.0]]), torch.tensor([[0.5], [-1.0], [1.0], [-0.5], [2.0]])
    return x, W1, b1, W2, b2


def four_gradients(values, name, n=2, H=3, K=5):
    """The gradients that a function returned; a failed check if their shapes are right, but in another order."""
    got = check.pair(values, 4, name=name)
    right, shapes = [(n, H), (1, H), (H, K), (1, K)], [tuple(getattr(value, "shape", ())) for value in got]
    if shapes != right and sorted(shapes) == sorted(right):
        check.fail(
            f"{name} should return the gradients in the order W1, b1, W2, b2: their shapes are those of another."
        )
    return got


# %% [markdown]
# ## 1. On paper
#
# An input $x \in \mathbb R^n$ goes through the network and comes out as $\tilde y \in \mathbb R^K$:
#
# $$s_1 = W^{(1)} x + b^{(1)}, \quad a_1 = f(s_1), \quad s_2 = W^{(2)} a_1 + b^{(2)}, \quad \tilde y = g(s_2),$$
#
# with $s_1, a_1 \in \mathbb R^H$ and $s_2 \in \mathbb R^K$; $f$ and $g$ act on each element by itself. A cost
# $C(y, \tilde y)$ compares it with the target $y$.
#
# **Conventions, for all of part 1.** Every vector is a *column*. Derivatives are written in **numerator layout**:
# $\partial u / \partial v$ has a row for each element of $u$ and a column for each element of $v$. So the gradient of the
# number $C$ with respect to a column $v$ is a *row*, and with respect to a matrix $W$ it has the shape of $W^\top$. The
# chain rule is then a plain product from left to right,
# $\frac{\partial C}{\partial v} = \frac{\partial C}{\partial u} \frac{\partial u}{\partial v}$. Use vectors and matrices
# only, no tensors of three axes. A missing transpose is a mistake.

# %% nbgrader={"grade_id": "setting_picture"}
pictures.layer_chain(
    [("x", "n"), ("Linear 1", "s₁: H"), ("f", "a₁: H"), ("Linear 2", "s₂: K"), ("g", "ỹ: K"), ("C", "1 number")],
    alt="A chain: the input x with n numbers, Linear 1 to H numbers s1, f to H numbers a1, Linear 2 to K numbers s2, "
    "g to K numbers y tilde, and the cost C, one number. Values go forwards, gradients backwards, as rows.",
    backward="gradients, as rows",
)

# %% [markdown]
# ### 1.1 Five steps of training
#
# You train a network with PyTorch by stochastic gradient descent. **Name the five programming steps for a single batch, and
# say in formulas what each computes.** (Graded by hand: 1 point. You will program them in part 3.)

# %% [markdown] nbgrader={"grade_id": "steps_written", "points": 1, "solution": true}
# **The five steps**
#
# ### BEGIN SOLUTION
# 1. *Forward pass*: $\tilde y = F(x; w)$ for the batch (`model(x)`).
# 2. *Loss*: one number $L = C(y, \tilde y)$ (`criterion(y_tilde, y)`).
# 3. *Clear the gradients* of the step before: $\nabla_w \leftarrow 0$ (`optimizer.zero_grad()`), because they are added up.
# 4. *Backward pass*: $\nabla_w \leftarrow \nabla_w + (\partial L / \partial w)^\top$ for every parameter (`L.backward()`).
# 5. *Step*: $w \leftarrow w - \eta \nabla_w$ with the learning rate $\eta$ (`optimizer.step()`).
# ### END SOLUTION

# %% [markdown]
# ### 1.2 Regression: the forward pass
#
# Take $f(s) = 3 \operatorname{ReLU}(s) = 3 \max(0, s)$, let $g$ be the identity, and
# $C = \lVert \tilde y - y \rVert^2$. Mind that there is no factor ½ and no mean here: `layers` and the code of part 3 scale
# their losses differently.
#
# **Write down the input and the output of each of the four layers, for a single pair $(x, y)$**, using only
# $x, W^{(1)}, b^{(1)}, W^{(2)}, b^{(2)}$. (Graded by hand: 4 points.)

# %% [markdown] nbgrader={"grade_id": "regression_forward_written", "points": 4, "solution": true}
# **Inputs and outputs of the layers**
#
# ### BEGIN SOLUTION
# | layer | input | output |
# |---|---|---|
# | Linear 1 | $x$ | $s_1 = W^{(1)} x + b^{(1)}$ |
# | $f$ | $W^{(1)} x + b^{(1)}$ | $a_1 = 3\max(0, W^{(1)} x + b^{(1)})$ |
# | Linear 2 | $3\max(0, W^{(1)} x + b^{(1)})$ | $s_2 = 3 W^{(2)} \max(0, W^{(1)} x + b^{(1)}) + b^{(2)}$ |
# | $g$ | $3 W^{(2)} \max(0, W^{(1)} x + b^{(1)}) + b^{(2)}$ | $\tilde y = s_2$, the same |
# ### END SOLUTION

# %% [markdown]
# Now the same in code. In part 1, vectors are tensors with one column.


# %% nbgrader={"grade_id": "regression_forward", "solution": true}
def regression_forward(x, W1, b1, W2, b2):
    """The forward pass for f = 3 ReLU and g = identity.

    x: float32 (n, 1); W1: (H, n); b1: (H, 1); W2: (K, H); b2: (K, 1).
    Returns (s1, a1, s2, y_tilde): float32 (H, 1), (H, 1), (K, 1), (K, 1).
    """
    ### BEGIN SOLUTION
    s1 = W1 @ x + b1
    a1 = 3 * torch.relu(s1)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, s2
    ### END SOLUTION


# %% nbgrader={"grade_id": "regression_forward_public", "points": 1}
s1, a1, s2, y_tilde = check.pair(regression_forward(*example_columns()), 4, name="regression_forward")
check.close(s1, torch.tensor([[0.5], [2.0], [-1.5]]), name="s1", axes={}, **CLOSE)
check.close(a1, torch.tensor([[1.5], [6.0], [0.0]]), name="a1", axes={}, **CLOSE)
right = torch.tensor([[5.0], [0.5], [-2.0], [6.25], [2.75]])
check.close(s2, right, name="s2", axes={}, **CLOSE)
check.close(y_tilde, right, name="y_tilde", axes={}, **CLOSE)
check.passed("regression_forward: all four values of the example are right")

# %% nbgrader={"grade_id": "regression_forward_fresh", "points": 3}
# Hidden: regression_forward on fresh numbers, for several sizes.
### BEGIN HIDDEN TESTS
for n, H, K in ((4, 3, 2), (2, 5, 3), (3, 6, 1)):
    x, W1, b1, W2, b2 = fresh_columns(rng, n, H, K)
    got = check.pair(regression_forward(x, W1, b1, W2, b2), 4, name="regression_forward")
    s1 = W1 @ x + b1
    a1 = 3 * torch.clamp(s1, min=0)
    s2 = W2 @ a1 + b2
    for name, value, right in zip(("s1", "a1", "s2", "y_tilde"), got, (s1, a1, s2, s2), strict=True):
        check.close(value, right, name=f"{name}, for n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### 1.3 Regression: the backward pass
#
# **Write down the gradients of $C$ with respect to $W^{(1)}, b^{(1)}, W^{(2)}, b^{(2)}$**, using only $x$, $y$, the four
# parameters, and the three derivatives $\frac{\partial C}{\partial \tilde y}$,
# $\frac{\partial \tilde y}{\partial s_2}$ and $\frac{\partial a_1}{\partial s_1}$, which you leave as they are. (Graded by
# hand: 6 points.)
#
# <details><summary>Hint 1: where to begin</summary>
#
# Give the row that arrives at Linear 2 a name, $r_2 = \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde
# y}{\partial s_2}$, and the one that arrives at Linear 1 another, $r_1 = r_2 \frac{\partial s_2}{\partial a_1}
# \frac{\partial a_1}{\partial s_1}$.
#
# </details>
# <details><summary>Hint 2: the gradient with respect to a matrix</summary>
#
# $s_2$ depends on $W^{(2)}$ through $s_{2,k} = \sum_h W^{(2)}_{kh} a_{1,h} + b^{(2)}_k$. So
# $\partial C / \partial W^{(2)}_{kh} = r_{2,k}\, a_{1,h}$. In numerator layout this number stands in row $h$, column $k$.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "regression_backward_written", "points": 6, "solution": true}
# **The gradients**
#
# ### BEGIN SOLUTION
# Let $r_2 = \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2}$, a row of $K$. From
# $s_2 = W^{(2)} a_1 + b^{(2)}$ we have $\partial s_2 / \partial b^{(2)} = I$ and $\partial s_2/\partial a_1 = W^{(2)}$, and
# $\partial C / \partial W^{(2)}_{kh} = r_{2,k}\, a_{1,h}$, which stands at $(h, k)$:
#
# - $\frac{\partial C}{\partial b^{(2)}} = \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2}$,
#   of shape $1 \times K$;
# - $\frac{\partial C}{\partial W^{(2)}} = 3\max(0, W^{(1)}x + b^{(1)})\, \frac{\partial C}{\partial \tilde y} \frac{\partial
#   \tilde y}{\partial s_2}$, of shape $H \times K$.
#
# With $r_1 = \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2} W^{(2)} \frac{\partial
# a_1}{\partial s_1}$, a row of $H$, Linear 1 gives in the same way
#
# - $\frac{\partial C}{\partial b^{(1)}} = \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2} W^{(2)}
#   \frac{\partial a_1}{\partial s_1}$, of shape $1 \times H$;
# - $\frac{\partial C}{\partial W^{(1)}} = x\, \frac{\partial C}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2}
#   W^{(2)} \frac{\partial a_1}{\partial s_1}$, of shape $n \times H$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "regression_backward", "solution": true}
def regression_backward(x, W1, b1, W2, b2, dC_dy, dy_ds2, da1_ds1):
    """The gradients of C in numerator layout, for f = 3 ReLU, from your formulas.

    x, W1, b1, W2, b2: as in `regression_forward`. dC_dy: (1, K); dy_ds2: (K, K), da1_ds1: (H, H), both diagonal.
    Returns (dC_dW1, dC_db1, dC_dW2, dC_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    ### BEGIN SOLUTION
    a1 = 3 * torch.relu(W1 @ x + b1)
    r2 = dC_dy @ dy_ds2
    r1 = r2 @ W2 @ da1_ds1
    return x @ r1, r1, a1 @ r2, r2
    ### END SOLUTION


# %% nbgrader={"grade_id": "regression_backward_public", "points": 2}
dC_dy, dy_ds2 = torch.tensor([[2.0, -6.0, 2.0, 0.5, -1.0]]), torch.diag(torch.tensor([1.0, 0.5, 2.0, -1.0, 3.0]))
got = regression_backward(*example_columns(), dC_dy, dy_ds2, torch.diag(torch.tensor([3.0, 3.0, 0.0])))
dC_dW1, dC_db1, dC_dW2, dC_db2 = four_gradients(got, "regression_backward")
# From the output back to the input, in the order in which they are computed.
outputs, right = {1: "outputs, 5"}, torch.tensor([[2.0, -3.0, 4.0, -0.5, -3.0]])
mistakes = {"the factor dy_ds2 is missing.": dC_dy}
check.close(dC_db2, right, name="dC_db2", axes=outputs, mistakes=mistakes, **CLOSE)
right = torch.tensor([[3.0, -4.5, 6.0, -0.75, -4.5], [12.0, -18.0, 24.0, -3.0, -18.0], [0.0, 0.0, 0.0, 0.0, 0.0]])
sums = torch.tensor([[1.0, -1.5, 2.0, -0.25, -1.5], [4.0, -6.0, 8.0, -1.0, -6.0], [-3.0, 4.5, -6.0, 0.75, 4.5]])
check.close(dC_dW2, right, name="dC_dW2", axes=outputs, mistakes={"the sums s1 stand where a1 should.": sums}, **CLOSE)
mistakes = {"the factor da1_ds1 is missing.": torch.tensor([[14.25, -5.75, 1.0]])}
check.close(dC_db1, torch.tensor([[42.75, -17.25, 0.0]]), name="dC_db1", axes={}, mistakes=mistakes, **CLOSE)
right = torch.tensor([[42.75, -17.25, 0.0], [85.5, -34.5, 0.0]])
check.close(dC_dW1, right, name="dC_dW1", axes={}, **CLOSE)
check.passed("regression_backward: all four gradients of the example are right")

# %% nbgrader={"grade_id": "regression_backward_fresh", "points": 4}
# Hidden: regression_backward on fresh numbers, for several sizes and any diagonal Jacobians.
### BEGIN HIDDEN TESTS
for n, H, K in ((4, 3, 2), (2, 5, 3), (3, 6, 1)):
    x, W1, b1, W2, b2 = fresh_columns(rng, n, H, K)
    dC_dy, dy_ds2, da1_ds1 = fresh(rng, 1, K), torch.diag(fresh(rng, K)), torch.diag(fresh(rng, H))
    got = check.pair(regression_backward(x, W1, b1, W2, b2, dC_dy, dy_ds2, da1_ds1), 4, name="regression_backward")
    # A network with just these derivatives: both nonlinearities replaced by their tangents.
    tensors = [tensor.clone().requires_grad_() for tensor in (W1, b1, W2, b2)]
    s1 = tensors[0] @ x + tensors[1]
    a1 = 3 * torch.relu(W1 @ x + b1) + da1_ds1 @ (s1 - s1.detach())
    C = dC_dy @ dy_ds2 @ (tensors[2] @ a1 + tensors[3])
    right = torch.autograd.grad(C.sum(), tensors)
    for name, value, gradient in zip(("dC_dW1", "dC_db1", "dC_dW2", "dC_db2"), got, right, strict=True):
        check.close(value, gradient.T, name=f"{name}, for n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** PyTorch's `W.grad` has the shape of `W`, so that `W -= lr * W.grad` works. How does it differ from
# the layout used here? In part 3 you will need PyTorch's.
#
# ### 1.4 Regression: the elements of the Jacobians
#
# **Show the elements of $\frac{\partial a_1}{\partial s_1}$, $\frac{\partial \tilde y}{\partial s_2}$ and $\frac{\partial
# C}{\partial \tilde y}$.** Mind their shapes. (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "regression_elements_written", "points": 2, "solution": true}
# **The elements**
#
# ### BEGIN SOLUTION
# - $\left(\frac{\partial a_1}{\partial s_1}\right)_{ij} = 3\,\delta_{ij}\,\mathbf 1[s_{1,i} > 0]$, an $H \times H$ diagonal
#   matrix (at exactly 0 there is no derivative; programs take 0);
# - $\left(\frac{\partial \tilde y}{\partial s_2}\right)_{ij} = \delta_{ij}$, the identity $I_K$;
# - $\left(\frac{\partial C}{\partial \tilde y}\right)_j = 2(\tilde y_j - y_j)$, a row of $K$: $2(\tilde y - y)^\top$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "regression_elements", "solution": true}
def regression_elements(y, s1, s2):
    """The Jacobians for f = 3 ReLU, g = identity and the squared distance.

    y: float32 (K, 1), the target; s1: (H, 1), no entry 0; s2: (K, 1), from the forward pass.
    Returns (da1_ds1, dy_ds2, dC_dy): float32 (H, H), (K, K), (1, K).
    """
    ### BEGIN SOLUTION
    return torch.diag(3.0 * (s1 > 0).flatten()), torch.eye(len(s2)), 2 * (s2 - y).T
    ### END SOLUTION


# %% nbgrader={"grade_id": "regression_elements_public", "points": 1}
y, s1 = torch.tensor([[4.0], [2.5], [-3.5], [6.0], [0.5]]), torch.tensor([[0.5], [2.0], [-1.5]])
s2 = torch.tensor([[5.0], [0.5], [-2.0], [6.25], [2.75]])
da1_ds1, dy_ds2, dC_dy = check.pair(regression_elements(y, s1, s2), 3, name="regression_elements")
right = torch.tensor([[3.0, 0.0, 0.0], [0.0, 3.0, 0.0], [0.0, 0.0, 0.0]])
check.close(da1_ds1, right, name="da1_ds1", axes={}, **CLOSE)
check.close(dy_ds2, torch.eye(5), name="dy_ds2", axes={}, **CLOSE)
right = torch.tensor([[2.0, -4.0, 3.0, 0.5, 4.5]])
check.close(dC_dy, right, name="dC_dy", axes={1: "outputs, 5"}, **CLOSE)
check.passed("regression_elements: right for the example")

# %% nbgrader={"grade_id": "regression_elements_fresh", "points": 1}
# Hidden: regression_elements on fresh numbers, for several H and K.
### BEGIN HIDDEN TESTS
for H, K in ((3, 2), (2, 5), (4, 1)):
    y, s1, s2 = fresh(rng, K, 1), fresh(rng, H, 1), fresh(rng, K, 1)
    s1[0], s1[1] = 0.75, -1.25
    got = check.pair(regression_elements(y, s1, s2), 3, name="regression_elements")
    right = torch.autograd.functional.jacobian(lambda s: 3 * torch.relu(s), s1.flatten())
    check.close(got[0], right, name=f"da1_ds1, for H={H}", **CLOSE)
    check.close(got[1], torch.eye(K), name=f"dy_ds2, for K={K}", **CLOSE)
    right = torch.autograd.functional.jacobian(lambda s, y=y: ((s - y) ** 2).sum(), s2)
    check.close(got[2], right.T, name=f"dC_dy, for K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### 1.5 Classification with the squared distance
#
# Now the outputs stand for $K$ yes-or-no classes. Take $f = \tanh$ and $g = \sigma$, the logistic sigmoid
# $\sigma(s) = 1/(1 + e^{-s})$, and keep $C = \lVert \tilde y - y\rVert^2$.
#
# **What do you need to change in your equations of 1.2 (forward), 1.3 (backward) and 1.4 (elements)?** Write down what is
# new, and say what stays. (Graded by hand: 2 + 3 + 1 points.)

# %% [markdown] nbgrader={"grade_id": "classification_written", "points": 6, "solution": true}
# **What changes**
#
# ### BEGIN SOLUTION
# *Forward.* $s_1 = W^{(1)}x + b^{(1)}$ stays; $a_1 = \tanh(W^{(1)}x + b^{(1)})$ is new, and with it
# $s_2 = W^{(2)}\tanh(W^{(1)}x + b^{(1)}) + b^{(2)}$; $\tilde y = \sigma(s_2)$ is new.
#
# *Backward.* The four expressions stay, because they hold for any $f$ and $g$. Only the output of $f$ that occurs in one of
# them differs: $\frac{\partial C}{\partial W^{(2)}} = \tanh(W^{(1)}x + b^{(1)})\, \frac{\partial C}{\partial \tilde y}
# \frac{\partial \tilde y}{\partial s_2}$.
#
# *Elements.* $\left(\frac{\partial a_1}{\partial s_1}\right)_{ij} = \delta_{ij}\,(1 - \tanh^2 s_{1,i})$ and
# $\left(\frac{\partial\tilde y}{\partial s_2}\right)_{ij} = \delta_{ij}\,\sigma(s_{2,i})(1 - \sigma(s_{2,i}))$ are new;
# $\frac{\partial C}{\partial\tilde y} = 2(\tilde y - y)^\top$ stays, with the new $\tilde y$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "classification_forward", "solution": true}
def classification_forward(x, W1, b1, W2, b2):
    """The forward pass for f = tanh and g = sigmoid. Arguments and results as in `regression_forward`."""
    ### BEGIN SOLUTION
    s1 = W1 @ x + b1
    a1 = torch.tanh(s1)
    s2 = W2 @ a1 + b2
    return s1, a1, s2, torch.sigmoid(s2)
    ### END SOLUTION


# %% nbgrader={"grade_id": "classification_elements", "solution": true}
def classification_elements(y, s1, s2):
    """The Jacobians for f = tanh, g = sigmoid and the squared distance, as in `regression_elements`.

    y: float32 (K, 1), s1: (H, 1), s2: (K, 1). Returns (da1_ds1, dy_ds2, dC_dy): (H, H), (K, K), (1, K).
    """
    ### BEGIN SOLUTION
    y_tilde = torch.sigmoid(s2)
    da1_ds1 = torch.diag((1 - torch.tanh(s1) ** 2).flatten())
    return da1_ds1, torch.diag((y_tilde * (1 - y_tilde)).flatten()), 2 * (y_tilde - y).T
    ### END SOLUTION


# %% [markdown]
# Putting the three together gives the gradients, in numbers.


# %% nbgrader={"grade_id": "classification_backward", "solution": true}
def classification_backward(x, y, W1, b1, W2, b2):
    """The gradients of the squared distance for f = tanh and g = sigmoid, in numerator layout.

    x: float32 (n, 1), y: (K, 1), the parameters as in `regression_forward`.
    Returns (dC_dW1, dC_db1, dC_dW2, dC_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    ### BEGIN SOLUTION
    s1, a1, s2, _ = classification_forward(x, W1, b1, W2, b2)
    da1_ds1, dy_ds2, dC_dy = classification_elements(y, s1, s2)
    r2 = dC_dy @ dy_ds2
    r1 = r2 @ W2 @ da1_ds1
    return x @ r1, r1, a1 @ r2, r2
    ### END SOLUTION


# %% nbgrader={"grade_id": "classification_public", "points": 2}
y, near, outputs = torch.tensor([[1.0], [0.0], [1.0], [0.0], [1.0]]), {"atol": 2e-5}, {1: "outputs, 5"}
_, a1, _, y_tilde = check.pair(classification_forward(*example_columns()), 4, name="classification_forward")
check.close(a1, torch.tensor([[0.46212], [0.96403], [-0.90515]]), name="a1", axes={}, **near)
right = torch.tensor([[0.40947], [0.13179], [0.62425], [0.92452], [0.75116]])
check.close(y_tilde, right, name="y_tilde", axes={}, **near)
x, *parameters = example_columns()
got = four_gradients(classification_backward(x, y, *parameters), "classification_backward")
# From the output back to the input, in the order in which they are computed.
right = torch.tensor([[-0.28559, 0.03016, -0.17627, 0.12903, -0.09303]])
mistakes = {
    "the derivative of the sigmoid is missing.": torch.tensor([[-1.18106, 0.26357, -0.7515, 1.84904, -0.49768]]),
    "the cost compares y with s2, not with y_tilde.": torch.tensor([[-0.66069, -0.43142, -0.23098, 0.34967, 0.03918]]),
    "the sigmoid stands for its derivative.": torch.tensor([[-0.48361, 0.03474, -0.46912, 1.70947, -0.37384]]),
}
check.close(got[3], right, name="dC_db2", axes=outputs, mistakes=mistakes, **near)
right = torch.tensor([
    [-0.13197, 0.01394, -0.08146, 0.05963, -0.04299], [-0.27531, 0.02907, -0.16993, 0.12439, -0.08968],
    [0.2585, -0.0273, 0.15955, -0.11679, 0.0842],
])  # fmt: skip
check.close(got[2], right, name="dC_dW2", axes=outputs, **near)
mistakes = {
    "the derivative of tanh is missing.": torch.tensor([[-0.55726, 0.15434, -0.98024]]),
    "1 - s1² stands for the derivative of tanh.": torch.tensor([[-0.41794, -0.46301, 1.2253]]),
    "the derivative of the ReLU stands for that of tanh.": torch.tensor([[-0.55726, 0.15434, 0.0]]),
}
check.close(got[1], torch.tensor([[-0.43825, 0.0109, -0.17714]]), name="dC_db1", axes={}, mistakes=mistakes, **near)
right = torch.tensor([[-0.43825, 0.0109, -0.17714], [-0.87651, 0.02181, -0.35427]])
check.close(got[0], right, name="dC_dW1", axes={}, **near)
check.passed("classification: values and gradients of the example are right")

# %% nbgrader={"grade_id": "classification_forward_fresh", "points": 1}
# Hidden: classification_forward on fresh numbers, for several sizes.
### BEGIN HIDDEN TESTS
for n, H, K in ((4, 3, 2), (2, 5, 1)):
    x, W1, b1, W2, b2 = fresh_columns(rng, n, H, K)
    got = check.pair(classification_forward(x, W1, b1, W2, b2), 4, name="classification_forward")
    s1 = W1 @ x + b1
    a1 = 2 / (1 + torch.exp(-2 * s1)) - 1
    s2 = W2 @ a1 + b2
    for name, value, right in zip(
        ("s1", "a1", "s2", "y_tilde"), got, (s1, a1, s2, 1 / (1 + torch.exp(-s2))), strict=True
    ):
        check.close(value, right, name=f"{name}, for n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classification_elements_fresh", "points": 1}
# Hidden: classification_elements on fresh numbers, for several H and K.
### BEGIN HIDDEN TESTS
for H, K in ((3, 2), (2, 4), (4, 1)):
    y, s1, s2 = fresh(rng, K, 1), fresh(rng, H, 1), fresh(rng, K, 1)
    got = check.pair(classification_elements(y, s1, s2), 3, name="classification_elements")
    check.close(got[0], torch.autograd.functional.jacobian(torch.tanh, s1.flatten()), name="da1_ds1", **CLOSE)
    check.close(got[1], torch.autograd.functional.jacobian(torch.sigmoid, s2.flatten()), name="dy_ds2", **CLOSE)
    right = torch.autograd.functional.jacobian(lambda p, y=y: ((p - y) ** 2).sum(), torch.sigmoid(s2))
    check.close(got[2], right.T, name="dC_dy", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "classification_backward_fresh", "points": 2}
# Hidden: classification_backward on fresh numbers, for several sizes.
### BEGIN HIDDEN TESTS
for n, H, K in ((4, 3, 2), (2, 5, 3), (3, 6, 1)):
    x, *parameters = fresh_columns(rng, n, H, K)
    y = fresh(rng, K, 1)
    got = check.pair(classification_backward(x, y, *parameters), 4, name="classification_backward")
    W1, b1, W2, b2 = (tensor.clone().requires_grad_() for tensor in parameters)
    C = ((torch.sigmoid(W2 @ torch.tanh(W1 @ x + b1) + b2) - y) ** 2).sum()
    right = torch.autograd.grad(C, [W1, b1, W2, b2])
    for name, value, gradient in zip(("dC_dW1", "dC_db1", "dC_dW2", "dC_db2"), got, right, strict=True):
        check.close(value, gradient.T, name=f"{name}, for n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### 1.6 Classification with the binary cross-entropy
#
# A better cost for yes-or-no targets is the **binary cross-entropy**,
#
# $$D(y, \tilde y) = \frac1K \sum_{i=1}^K -\bigl[y_i \log \tilde y_i + (1 - y_i) \log(1 - \tilde y_i)\bigr].$$
#
# **What do you need to change now, compared with 1.5, in the forward pass, the backward pass, and the elements?** Simplify
# $\frac{\partial D}{\partial \tilde y} \frac{\partial \tilde y}{\partial s_2}$, and say what you notice. (Graded by hand:
# 2 + 3 + 1 points.)

# %% [markdown] nbgrader={"grade_id": "entropy_written", "points": 6, "solution": true}
# **What changes**
#
# ### BEGIN SOLUTION
# *Forward.* Nothing: $s_1, a_1, s_2, \tilde y$ do not depend on the cost.
#
# *Backward.* The expressions stay, with $D$ in place of $C$: $\frac{\partial D}{\partial \tilde y}$ stands where
# $\frac{\partial C}{\partial \tilde y}$ stood.
#
# *Elements.* $\frac{\partial a_1}{\partial s_1}$ and $\frac{\partial\tilde y}{\partial s_2}$ stay. What is new is the
# row $\left(\frac{\partial D}{\partial\tilde y}\right)_i = \frac1K\Bigl(-\frac{y_i}{\tilde y_i} + \frac{1-y_i}{1-\tilde
# y_i}\Bigr) = \frac1K\, \frac{\tilde y_i - y_i}{\tilde y_i (1 - \tilde y_i)}$.
#
# The denominator is the sigmoid's derivative, so that $\frac{\partial D}{\partial \tilde y} \frac{\partial \tilde
# y}{\partial s_2} = \frac1K (\tilde y - y)^\top$. A confidently wrong output has a large gradient here; with the squared
# distance the factor $\tilde y(1-\tilde y)$ makes it vanish.
# ### END SOLUTION


# %% nbgrader={"grade_id": "entropy_elements", "solution": true}
def entropy_elements(y, s1, s2):
    """The Jacobians for f = tanh, g = sigmoid and the binary cross-entropy, as in `classification_elements`.

    y: float32 (K, 1), s1: (H, 1), s2: (K, 1). Returns (da1_ds1, dy_ds2, dD_dy): (H, H), (K, K), (1, K).
    """
    ### BEGIN SOLUTION
    y_tilde = torch.sigmoid(s2)
    slopes = y_tilde * (1 - y_tilde)
    return (
        torch.diag((1 - torch.tanh(s1) ** 2).flatten()),
        torch.diag(slopes.flatten()),
        ((y_tilde - y) / slopes).T / len(y),
    )
    ### END SOLUTION


# %% nbgrader={"grade_id": "entropy_backward", "solution": true}
def entropy_backward(x, y, W1, b1, W2, b2):
    """The gradients of the binary cross-entropy for f = tanh and g = sigmoid, in numerator layout.

    x: float32 (n, 1), y: (K, 1), the parameters as in `regression_forward`.
    Returns (dD_dW1, dD_db1, dD_dW2, dD_db2): float32 (n, H), (1, H), (H, K), (1, K).
    """
    ### BEGIN SOLUTION
    a1 = torch.tanh(W1 @ x + b1)
    r2 = (torch.sigmoid(W2 @ a1 + b2) - y).T / len(y)
    r1 = r2 @ W2 * (1 - a1**2).T
    return x @ r1, r1, a1 @ r2, r2
    ### END SOLUTION


# %% nbgrader={"grade_id": "entropy_public", "points": 2}
y, near, outputs = torch.tensor([[1.0], [0.0], [1.0], [0.0], [1.0]]), {"atol": 2e-5}, {1: "outputs, 5"}
s1, s2 = torch.tensor([[0.5], [-1.0], [2.0]]), torch.tensor([[1.0], [-2.0], [0.5], [1.5], [-1.0]])
_, _, dD_dy = check.pair(entropy_elements(y, s1, s2), 3, name="entropy_elements")
right = torch.tensor([[-0.27358, 0.22707, -0.32131, 1.09634, -0.74366]])
mistakes = {
    "the derivative of the sigmoid is in it, too.": torch.tensor([[-0.05379, 0.02384, -0.07551, 0.16351, -0.14621]]),
    "the terms with 1 - y are missing.": torch.tensor([[-0.27358, 0.0, -0.32131, 0.0, -0.74366]]),
    "the cost is still the squared distance.": torch.tensor([[-0.53788, 0.23841, -0.75508, 1.63515, -1.46212]]),
}
check.close(dD_dy, right, name="dD_dy", axes=outputs, mistakes=mistakes, **near)
x, *parameters = example_columns()
got = four_gradients(entropy_backward(x, y, *parameters), "entropy_backward")
# From the output back to the input, in the order in which they are computed.
right = torch.tensor([[-0.11811, 0.02636, -0.07515, 0.1849, -0.04977]])
mistakes = {
    "the derivative of the sigmoid is in it twice.": torch.tensor([[-0.02856, 0.00302, -0.01763, 0.0129, -0.0093]]),
    "the derivative of the sigmoid is missing.": torch.tensor([[-0.48844, 0.23036, -0.32038, 2.64965, -0.26626]]),
}
check.close(got[3], right, name="dD_db2", axes=outputs, mistakes=mistakes, **near)
right = torch.tensor([
    [-0.05458, 0.01218, -0.03473, 0.08545, -0.023], [-0.11386, 0.02541, -0.07245, 0.17825, -0.04798],
    [0.1069, -0.02386, 0.06802, -0.16737, 0.04505],
])  # fmt: skip
check.close(got[2], right, name="dD_dW2", axes=outputs, **near)
check.close(got[1], torch.tensor([[-0.13954, 0.01425, -0.12053]]), name="dD_db1", axes={}, **near)
right = torch.tensor([[-0.13954, 0.01425, -0.12053], [-0.27907, 0.02851, -0.24106]])
check.close(got[0], right, name="dD_dW1", axes={}, **near)
check.passed("entropy: the elements and gradients of the example are right")

# %% nbgrader={"grade_id": "entropy_elements_fresh", "points": 2}
# Hidden: entropy_elements on fresh numbers, for several H and K, targets between 0 and 1 included.
### BEGIN HIDDEN TESTS
for H, K in ((3, 2), (2, 4), (4, 1)):
    y, s1, s2 = torch.from_numpy(rng.uniform(size=(K, 1))).float(), fresh(rng, H, 1), fresh(rng, K, 1)
    got = check.pair(entropy_elements(y, s1, s2), 3, name="entropy_elements")
    check.close(got[0], torch.autograd.functional.jacobian(torch.tanh, s1.flatten()), name="da1_ds1", **CLOSE)
    check.close(got[1], torch.autograd.functional.jacobian(torch.sigmoid, s2.flatten()), name="dy_ds2", **CLOSE)
    p = torch.sigmoid(s2).requires_grad_()
    (right,) = torch.autograd.grad(torch.nn.functional.binary_cross_entropy(p, y), p)
    check.close(got[2], right.T, name="dD_dy", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "entropy_backward_fresh", "points": 2}
# Hidden: entropy_backward on fresh numbers, for several sizes.
### BEGIN HIDDEN TESTS
for n, H, K in ((4, 3, 2), (2, 5, 3), (3, 6, 1)):
    x, *parameters = fresh_columns(rng, n, H, K)
    y = torch.from_numpy(rng.integers(0, 2, size=(K, 1))).float()
    got = check.pair(entropy_backward(x, y, *parameters), 4, name="entropy_backward")
    W1, b1, W2, b2 = (tensor.clone().requires_grad_() for tensor in parameters)
    s2 = W2 @ torch.tanh(W1 @ x + b1) + b2
    D = torch.nn.functional.binary_cross_entropy_with_logits(s2, y)
    right = torch.autograd.grad(D, [W1, b1, W2, b2])
    for name, value, gradient in zip(("dD_dW1", "dD_db1", "dD_dW2", "dD_db2"), got, right, strict=True):
        check.close(value, gradient.T, name=f"{name}, for n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### 1.7 Why ReLU?
#
# Hidden activations need not be binary, or soft versions of binary values. So you choose $f(s) = \max(0, s)$, and keep
# $g = \sigma$. The picture follows a gradient through twenty layers, for three choices of $f$.

# %% nbgrader={"grade_id": "relu_depth_picture"}
pictures.vanishing_gradients()

# %% [markdown]
# **Explain why this choice of $f$ can help when a network is trained, especially a deep one.** (Graded by hand: 2
# points.)

# %% [markdown] nbgrader={"grade_id": "relu_written", "points": 2, "solution": true}
# **Why ReLU helps**
#
# ### BEGIN SOLUTION
# Going back through a layer multiplies the gradient by $f'(s)$. For $\tanh$ and $\sigma$ this is below 1 nearly everywhere
# (at most $1/4$ for $\sigma$), and close to 0 where they saturate: over many layers the product vanishes, and the first
# layers hardly learn. The ReLU's derivative is exactly 1 wherever a unit is active, at any size of $s$, so that the gradient
# keeps its size. It is also cheap, and its outputs are sparse. The price: a unit that is never active never learns.
# ### END SOLUTION

# %% [markdown]
# ## 2. Two questions about losses
#
# ### 2.1 Soft what?
#
# With several classes of which exactly one is right, the last layer is the **softmax**,
# $p_i = e^{s_i} / \sum_k e^{s_k}$. Here it is, for three scores, after multiplying them by a number $\beta$:

# %% nbgrader={"grade_id": "softargmax_picture"}
pictures.softargmax_bars([1.0, 2.0, 2.5])

# %% [markdown]
# **Why should softmax really be called softargmax? And what would deserve the name softmax?** (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "softargmax_written", "points": 2, "solution": true}
# **Why softargmax**
#
# ### BEGIN SOLUTION
# $\max$ returns the largest *value*, one number; $\arg\max$ returns its *place*, which can be written as a one-hot vector.
# Softmax returns a vector that sums to 1 and has most of its weight at the place of the largest score; for $\beta s$ with
# $\beta \to \infty$ it becomes that one-hot vector. So it is a smooth, differentiable $\arg\max$. The smooth maximum is
# $\frac1\beta \log\sum_k e^{\beta s_k}$, which goes to $\max_k s_k$; softargmax is its gradient with respect to $s$.
# ### END SOLUTION

# %% [markdown]
# ### 2.2 The losses behind three learning rules
#
# Three classical algorithms learn from one example $(x, y)$ by the *same* rule,
#
# $$w_i \leftarrow w_i + \eta\,(y - \tilde y)\, x_i,$$
#
# and likewise $b \leftarrow b + \eta (y - \tilde y)$. With $z = b + \sum_i w_i x_i$, they differ in their output:
#
# | algorithm | output | labels here |
# |---|---|---|
# | perceptron | $\tilde y = \operatorname{sign}(z)$ | $y = -1$ or $1$ |
# | Adaline (least mean squares) | $\tilde y = z$ | $y$ any number |
# | logistic regression | $\tilde y = \tanh(z)$ | $y = -1$ or $1$ |
#
# If the rule is gradient descent, $w_i \leftarrow w_i - \eta\, \partial L / \partial w_i$, which loss $L$ does it
# descend? **Derive the loss of each, showing all steps.** A loss without its derivation earns nothing. (Graded by hand:
# 5 points each.)
#
# Then write each loss as code. The checks measure $-\partial L / \partial w$ and $-\partial L / \partial b$ by small steps
# and compare them with $(y - \tilde y)\,x$ and $y - \tilde y$; a term without $w$ and $b$ makes no difference. To measure
# slopes well, these three work in `float64`.
#
# <details><summary>Hint 1: one variable is enough</summary>
#
# $L$ depends on $w$ only through $z$, so $\partial L/\partial w_i = \frac{dL}{dz} x_i$. What must $dL/dz$ be?
#
# </details>
# <details><summary>Hint 2: integrate</summary>
#
# $dL/dz = \tilde y(z) - y$, so $L = \int \tilde y(z)\,dz - yz + \text{const}$. Which function has the derivative
# $\operatorname{sign}(z)$, which $z$, which $\tanh(z)$?
#
# </details>


# %% tags=["setup"] nbgrader={"grade_id": "setup_descent"}
def descent(loss, w, b, x, y, h=1e-4):
    """The direction (-dL/dw, -dL/db) in which the loss falls, by central differences: float64 (d,) and ()."""

    def fall(dw, db):
        above = check.number(loss(w + dw, b + db, x, y), name="the loss")
        return (check.number(loss(w - dw, b - db, x, y), name="the loss") - above) / (2 * h)

    steps = h * torch.eye(len(w), dtype=torch.float64)
    zero = torch.zeros((), dtype=torch.float64)
    in_w = torch.tensor([fall(step, zero) for step in steps], dtype=torch.float64)
    return in_w, torch.tensor(fall(torch.zeros_like(w), zero + h), dtype=torch.float64)


def fresh_example(rng, d, z):
    """w (d,), b (), x (d,), float64, with b + w.x = z."""
    w, x = (torch.from_numpy(rng.normal(size=d)) for _ in range(2))
    return w, z - w @ x, x


# %% [markdown] nbgrader={"grade_id": "perceptron_written", "points": 5, "solution": true}
# **The perceptron's loss**
#
# ### BEGIN SOLUTION
# Comparing both rules, $-\partial L / \partial w_i = (y - \tilde y) x_i$. As $\partial z / \partial w_i = x_i$, the chain rule
# gives $\partial L/\partial w_i = \frac{dL}{dz} x_i$, for all $x_i$, hence $\frac{dL}{dz} = \tilde y - y =
# \operatorname{sign}(z) - y$. Integrate: $\frac{d}{dz}|z| = \operatorname{sign}(z)$ for $z \neq 0$, so
# $L = |z| - yz + \text{const}$, with $z = b + \sum_i w_i x_i$.
#
# For $y = \pm 1$: if $yz > 0$, then $|z| = yz$ and $L = 0$; else $|z| = -yz$ and $L = -2yz$. So $L = 2\max(0, -yz)$, which is
# also $(\tilde y - y) z$: zero on the right side, growing with the distance on the wrong one.
# ### END SOLUTION


# %% nbgrader={"grade_id": "perceptron_loss", "solution": true}
def perceptron_loss(w, b, x, y):
    """The loss of one example behind the perceptron's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0. Returns one number.
    """
    ### BEGIN SOLUTION
    z = b + w @ x
    return torch.abs(z) - y * z
    ### END SOLUTION


# %% nbgrader={"grade_id": "perceptron_public", "points": 1}
w, b, x = (torch.tensor(values, dtype=torch.float64) for values in ([1.0, 2.0, 2.0], 0.5, [1.0, -1.5, 0.5]))
in_w, in_b = descent(perceptron_loss, w, b, x, 1.0)  # z = -0.5, on the wrong side: y - sign(z) = 2
told = {"rtol": 1e-3, "atol": 1e-3, "axes": {}}
mistakes = {"the loss does not change with w here, although z has the wrong sign.": 0 * x}
check.close(in_w, 2 * x, name="-dL/dw", mistakes=mistakes, **told)
mistakes = {"the loss does not change with b here: is b left out of z?": 0.0}
check.close(in_b, 2.0, name="-dL/db", mistakes=mistakes, **told)
check.passed("perceptron_loss falls along 2x where z = -0.5 and y = 1")

# %% nbgrader={"grade_id": "perceptron_fresh", "points": 2}
# Hidden: where the perceptron's loss falls, for fresh examples on both sides, with both labels.
### BEGIN HIDDEN TESTS
for d, z, y in ((3, -1.3, 1.0), (2, 0.8, -1.0), (4, 0.6, 1.0), (3, -2.1, -1.0)):
    w, b, x = fresh_example(rng, d, z)
    in_w, in_b = descent(perceptron_loss, w, b, x, y)
    right = y - (1.0 if z > 0 else -1.0)
    check.close(in_w, right * x, name=f"-dL/dw, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
    check.close(in_b, right, name=f"-dL/db, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "adaline_written", "points": 5, "solution": true}
# **Adaline's loss**
#
# ### BEGIN SOLUTION
# As before $\frac{dL}{dz} = \tilde y - y$, now with $\tilde y = z$: $\frac{dL}{dz} = z - y$. Integrate:
# $L = \tfrac12 z^2 - yz + \text{const}$. With the constant $\tfrac12 y^2$, which contains no weight, this is
# $L = \tfrac12 (y - z)^2 = \tfrac12 (y - \tilde y)^2$: half the squared error.
# Check: $-\partial L/\partial w_i = (y - z) x_i$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "adaline_loss", "solution": true}
def adaline_loss(w, b, x, y):
    """The loss of one example behind Adaline's rule.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: any float. Returns one number.
    """
    ### BEGIN SOLUTION
    return (y - (b + w @ x)) ** 2 / 2
    ### END SOLUTION


# %% nbgrader={"grade_id": "adaline_public", "points": 1}
w, b, x = (torch.tensor(values, dtype=torch.float64) for values in ([1.0, 2.0, 2.0], 0.5, [1.0, -1.5, 0.5]))
in_w, in_b = descent(adaline_loss, w, b, x, 2.5)  # z = -0.5: y - z = 3
told = {"rtol": 1e-3, "atol": 1e-3, "axes": {}}
mistakes = {
    "the bias b is left out of z.": (2.5 - w @ x) * x,
    "the slope of tanh is in it, but Adaline compares y with z itself.": (2.5 - np.tanh(-0.5)) / np.cosh(0.5) ** 2 * x,
    "the loss falls equally fast however far z is from y, as with |y - z|.": x,
}
check.close(in_w, 3 * x, name="-dL/dw", mistakes=mistakes, **told)
check.close(in_b, 3.0, name="-dL/db", **told)
check.passed("adaline_loss falls along 3x where z = -0.5 and y = 2.5")

# %% nbgrader={"grade_id": "adaline_fresh", "points": 2}
# Hidden: where Adaline's loss falls, for fresh examples and targets.
### BEGIN HIDDEN TESTS
for d, z, y in ((3, -1.3, 0.7), (2, 0.8, -2.0), (4, 2.5, 1.0)):
    w, b, x = fresh_example(rng, d, z)
    in_w, in_b = descent(adaline_loss, w, b, x, y)
    check.close(in_w, (y - z) * x, name=f"-dL/dw, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
    check.close(in_b, y - z, name=f"-dL/db, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "logistic_written", "points": 5, "solution": true}
# **The loss of logistic regression**
#
# ### BEGIN SOLUTION
# $\frac{dL}{dz} = \tilde y - y = \tanh(z) - y$. Since $\frac{d}{dz}\log\cosh z = \frac{\sinh z}{\cosh z} = \tanh z$,
# $L = \log\cosh z - yz + \text{const}$.
#
# For $y = \pm1$, choose the constant $\log 2$: $\log(2\cosh z) - yz = \log(e^{z} + e^{-z}) - yz = \log(e^{yz} + e^{-yz}) - yz =
# \log(1 + e^{-2yz})$. With $p = (1 + \tilde y)/2 = \sigma(2z)$ this is the cross-entropy of the target $(1+y)/2$ against $p$:
# the usual logistic loss.
# ### END SOLUTION


# %% nbgrader={"grade_id": "logistic_loss", "solution": true}
def logistic_loss(w, b, x, y):
    """The loss of one example behind the rule of logistic regression.

    w: float64 (d,); b: float64 (); x: float64 (d,); y: -1.0 or 1.0; |z| is below 5. Returns one number.
    """
    ### BEGIN SOLUTION
    return torch.log1p(torch.exp(-2 * y * (b + w @ x)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "logistic_public", "points": 1}
w, b, x = (torch.tensor(values, dtype=torch.float64) for values in ([1.0, 2.0, 2.0], 0.5, [1.0, -1.5, 0.5]))
in_w, in_b = descent(logistic_loss, w, b, x, 1.0)  # z = -0.5: y - tanh(z) = 1.46212
told = {"rtol": 1e-3, "atol": 1e-3, "axes": {}}
mistakes = {
    "this is how log(1 + exp(-y z)) falls, which leads to tanh(z / 2) in place of tanh(z).": x / (1 + np.exp(-0.5)),
    "this is how (y - tanh(z))² / 2 falls: the slope of tanh is a factor too many.": 1.46212 / np.cosh(0.5) ** 2 * x,
    "the loss rises where z comes nearer to the side of y.": -2 * x / (1 + np.exp(1)),
}
check.close(in_w, 1.46212 * x, name="-dL/dw", mistakes=mistakes, **told)
check.close(in_b, 1.46212, name="-dL/db", **told)
check.passed("logistic_loss falls along 1.46212x where z = -0.5 and y = 1")

# %% nbgrader={"grade_id": "logistic_fresh", "points": 2}
# Hidden: where the loss of logistic regression falls, for fresh examples with both labels.
### BEGIN HIDDEN TESTS
for d, z, y in ((3, -1.3, 1.0), (2, 0.8, -1.0), (4, 0.6, 1.0), (3, -2.1, -1.0)):
    w, b, x = fresh_example(rng, d, z)
    in_w, in_b = descent(logistic_loss, w, b, x, y)
    right = y - float(np.tanh(z))
    check.close(in_w, right * x, name=f"-dL/dw, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
    check.close(in_b, right, name=f"-dL/db, for z={z}, y={y}", rtol=1e-3, atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "descent_picture"}
one, none = torch.ones(1, dtype=torch.float64), torch.zeros((), dtype=torch.float64)
pictures.update_losses(
    {
        "perceptron": lambda z: perceptron_loss(z * one, none, one, 1.0),
        "Adaline": lambda z: adaline_loss(z * one, none, one, 1.0),
        "logistic regression": lambda z: logistic_loss(z * one, none, one, 1.0),
    }
)

# %% [markdown]
# **Think about it.** An example with $z = 3$ and $y = 1$ is classified correctly, and by a wide margin. Which of the
# three losses penalises it all the same, and what does that do to the line that is learned?

# %% [markdown]
# ## 3. In code
#
# Now for whole batches. In PyTorch one example is a *row*: $x$ becomes $X$ of shape $(N, n)$, and the gradients kept for a
# parameter have the *parameter's own* shape. Look at each formula of part 1 again: in which products does the order
# change, and which factors are transposed?
#
# ### 3.1 The network


# %% tags=["setup"] nbgrader={"grade_id": "setup_network"}
ACTIVATIONS = {"relu": torch.relu, "sigmoid": torch.sigmoid, "identity": torch.clone}


def fresh_parameters(rng, n, H, K):
    """Float32 parameters of a network n - H - K, as an MLP has them: W1 (H, n), b1 (H,), W2 (K, H), b2 (K,)."""
    return {"W1": fresh(rng, H, n), "b1": fresh(rng, H), "W2": fresh(rng, K, H), "b2": fresh(rng, K)}


def example_parameters():
    """The same, for small examples: n = 2, H = 3, K = 2."""
    W1, b1 = torch.tensor([[1.0, -1.0], [0.5, 1.0], [-1.0, 0.25]]), torch.tensor([1.5, -0.5, -1.0])
    W2, b2 = torch.tensor([[1.0, 0.5, 2.0], [-1.0, 0.5, 1.0]]), torch.tensor([0.5, -1.0])
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def network_of(kind, parameters, f, g):
    """A network of class `kind` with copies of these parameters."""
    (H, n), K = parameters["W1"].shape, len(parameters["b2"])
    network = kind(n, H, f, H, K, g)
    for name, value in parameters.items():
        network.parameters[name] = value.clone()
    return network


def gradients_of(network, x, dJdy_hat):
    """What the network's own forward and backward pass leave in its `grads`, by parameter name."""
    network.clear_grad_and_cache()
    network.forward(x)
    network.backward(dJdy_hat)
    check.keys(network.grads, ["dJdW1", "dJdb1", "dJdW2", "dJdb2"], name="grads")
    return {name: network.grads[f"dJd{name}"] for name in ("W1", "b1", "W2", "b2")}


# %% [markdown]
# Write `forward` and `backward`; the rest is given. What you keep in `cache` is up to you. `clear_grad_and_cache` is always
# called before the next batch, so that it makes no difference whether `backward` sets the gradients or adds to them.
#
# <details><summary>Hint 1: a batch of rows</summary>
#
# For a column, $s = Wx + b$. Transpose both sides: the row $s^\top = x^\top W^\top + b^\top$. With $N$ rows below each
# other, `x @ W.T + b`.
#
# </details>
# <details><summary>Hint 2: the backward pass</summary>
#
# The rows $r_2$ and $r_1$ of part 1, one for each example, are tensors of shape $(N, K)$ and $(N, H)$. The Jacobian of an
# elementwise function is diagonal: multiplying by it is an elementwise product with the derivatives.
#
# </details>
# <details><summary>Hint 3: weights</summary>
#
# In numerator layout one example gave $a_1 r_2$, of shape $(H, K)$. `grads["dJdW2"]` has the shape $(K, H)$, and sums over the
# examples of the batch. One matrix product does both.
#
# </details>


# %% nbgrader={"grade_id": "mlp_class", "solution": true}
class MLP:
    """Linear - f - Linear - g, for batches: x (N, n) in, y_hat (N, K) out. f and g: "relu", "sigmoid" or "identity"."""

    def __init__(
        self, linear_1_in_features, linear_1_out_features, f_function,
        linear_2_in_features, linear_2_out_features, g_function,
    ):  # fmt: skip
        sizes = {"W1": (linear_1_out_features, linear_1_in_features), "b1": (linear_1_out_features,)}
        sizes |= {"W2": (linear_2_out_features, linear_2_in_features), "b2": (linear_2_out_features,)}
        self.f_function, self.g_function = f_function, g_function
        self.parameters = {name: torch.randn(size) for name, size in sizes.items()}
        self.grads = {f"dJd{name}": torch.zeros(size) for name, size in sizes.items()}
        self.cache = {}

    def clear_grad_and_cache(self):
        """Set all gradients to 0 and forget the cache."""
        for gradient in self.grads.values():
            gradient.zero_()
        self.cache = {}

    def forward(self, x):
        """x: (N, n). Returns y_hat: (N, K); finite, however large the numbers inside. Fills self.cache."""
        ### BEGIN SOLUTION
        act = {"relu": torch.relu, "sigmoid": torch.sigmoid, "identity": lambda s: s}
        a1 = act[self.f_function](x @ self.parameters["W1"].T + self.parameters["b1"])
        y_hat = act[self.g_function](a1 @ self.parameters["W2"].T + self.parameters["b2"])
        self.cache = {"x": x, "a1": a1, "y_hat": y_hat}
        return y_hat
        ### END SOLUTION

    def backward(self, dJdy_hat):
        """dJdy_hat: (N, K). Puts dJdW1 (H, n), dJdb1 (H,), dJdW2 (K, H), dJdb2 (K,) into self.grads: no mean in here.

        They are finite, however large the numbers inside.
        """
        ### BEGIN SOLUTION
        slope = {"relu": lambda a: (a > 0).float(), "sigmoid": lambda a: a * (1 - a), "identity": torch.ones_like}
        r2 = dJdy_hat * slope[self.g_function](self.cache["y_hat"])
        r1 = r2 @ self.parameters["W2"] * slope[self.f_function](self.cache["a1"])
        for name, rows, inputs in (("1", r1, self.cache["x"]), ("2", r2, self.cache["a1"])):
            self.grads[f"dJdW{name}"] += rows.T @ inputs
            self.grads[f"dJdb{name}"] += rows.sum(dim=0)
        ### END SOLUTION


# %% nbgrader={"grade_id": "mlp_forward_public", "points": 2}
numbers = np.random.default_rng(9)
parameters, x = fresh_parameters(numbers, 4, 7, 3), fresh(numbers, 5, 4)
W1, b1, W2, b2 = parameters.values()
before = x.clone()


def outputs(f, g):
    """The formulas of part 1, for one example after the other."""
    return ACTIVATIONS[g](torch.stack([W2 @ ACTIVATIONS[f](W1 @ row + b1) + b2 for row in before]))


for f, g in (("relu", "identity"), ("sigmoid", "sigmoid")):
    y_hat = network_of(MLP, parameters, f, g).forward(x)
    check.unchanged(before, x, name="x")
    mistakes = {
        "the function f is not applied.": outputs("identity", g),
        "the function g is not applied.": outputs(f, "identity"),
        "the functions f and g are exchanged.": outputs(g, f),
    }
    check.close(y_hat, outputs(f, g), name=f"y_hat, for {f} and {g}", mistakes=mistakes, axes={}, **CLOSE)
check.passed("MLP.forward: right for a batch of five, with two pairs of functions")

# %% nbgrader={"grade_id": "mlp_forward_values", "points": 8}
# Hidden: forward with relu and identity, for fresh parameters and batches of several sizes, all different.
### BEGIN HIDDEN TESTS
for N, n, H, K in ((4, 3, 5, 2), (2, 6, 3, 4), (5, 2, 4, 1)):
    parameters, x = fresh_parameters(rng, n, H, K), fresh(rng, N, n)
    hidden = torch.relu(x @ parameters["W1"].T + parameters["b1"])
    right = hidden @ parameters["W2"].T + parameters["b2"]
    y_hat = network_of(MLP, parameters, "relu", "identity").forward(x)
    check.close(y_hat, right, name=f"y_hat, for N={N}, n={n}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_forward_functions", "points": 7}
# Hidden: forward with all nine pairs of functions.
### BEGIN HIDDEN TESTS
parameters, x = fresh_parameters(rng, 3, 4, 2), fresh(rng, 5, 3)
for f in ACTIVATIONS:
    for g in ACTIVATIONS:
        hidden = ACTIVATIONS[f](x @ parameters["W1"].T + parameters["b1"])
        right = ACTIVATIONS[g](hidden @ parameters["W2"].T + parameters["b2"])
        y_hat = network_of(MLP, parameters, f, g).forward(x)
        check.close(y_hat, right, name=f"y_hat, for f={f} and g={g}", **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_forward_single", "points": 2}
# Hidden: forward for a batch of one example, and for one hidden unit; the shape stays (N, K).
### BEGIN HIDDEN TESTS
for N, n, H, K in ((1, 3, 4, 2), (1, 2, 3, 1), (3, 2, 1, 4)):
    parameters, x = fresh_parameters(rng, n, H, K), fresh(rng, N, n)
    hidden = torch.sigmoid(x @ parameters["W1"].T + parameters["b1"])
    right = hidden @ parameters["W2"].T + parameters["b2"]
    y_hat = network_of(MLP, parameters, "sigmoid", "identity").forward(x)
    check.close(y_hat, right, name=f"y_hat, for N={N}, H={H}, K={K}", **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** How many numbers does this network learn, in terms of $n$, $H$ and $K$?
#
# A gradient check of your backward pass, in `float64`: each square is one parameter, and its colour the relative error of
# your gradient against a measured slope. Errors near $10^{-8}$ are rounding; errors near 1 are mistakes.


# %% tags=["setup"] nbgrader={"grade_id": "setup_gradient_check"}
def check_network(network, x, dJdy_hat):
    """The network's gradients against measured slopes of the sum of dJdy_hat * y_hat, both in float64."""
    x, dJdy_hat = x.double(), dJdy_hat.double()
    for table in (network.parameters, network.grads):
        table.update({name: value.double() for name, value in table.items()})

    def value(arrays):
        network.parameters.update({name: torch.from_numpy(array) for name, array in arrays.items()})
        return float((network.forward(x) * dJdy_hat).sum())

    gradients = gradients_of(network, x, dJdy_hat)
    points = {name: network.parameters[name].numpy().copy() for name in gradients}
    return loss_gradient_check(value, points, {name: gradient.numpy().copy() for name, gradient in gradients.items()})


# %% nbgrader={"grade_id": "mlp_backward_picture"}
numbers = np.random.default_rng(4)
check_network(
    network_of(MLP, fresh_parameters(numbers, 3, 5, 2), "relu", "sigmoid"), fresh(numbers, 4, 3), fresh(numbers, 4, 2)
)

# %% nbgrader={"grade_id": "mlp_backward_public", "points": 2}
numbers = np.random.default_rng(9)
parameters, x, dJdy_hat = fresh_parameters(numbers, 4, 7, 3), fresh(numbers, 5, 4), fresh(numbers, 5, 3)
given, before, axes = x.clone(), dJdy_hat.clone(), {0: "batch of 5", 1: "outputs, 3"}


def by_autograd(f, g, *, without="", examples=slice(None)):
    """PyTorch's gradients of the sum of dJdy_hat * y_hat; without the derivative of "f" or "g", or of some examples."""
    leaves = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    values = given
    for layer, name, function in (("1", "f", f), ("2", "g", g)):
        sums = values @ leaves["W" + layer].T + leaves["b" + layer]
        values = ACTIVATIONS[function](sums)
        if name == without:
            values = sums + (values - sums).detach()
    (before * values)[examples].sum().backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


for f, g in (("relu", "identity"), ("sigmoid", "sigmoid")):
    got, right = gradients_of(network_of(MLP, parameters, f, g), x, dJdy_hat), by_autograd(f, g)
    check.unchanged(before, dJdy_hat, name="dJdy_hat")
    likely = {f"the derivative of {name} is missing.": by_autograd(f, g, without=name) for name in "fg"}
    likely["only the last example counts."] = by_autograd(f, g, examples=slice(-1, None))
    for name in ("b2", "W2", "b1", "W1"):  # in the order in which they are computed
        mistakes = {told: gradients[name] for told, gradients in likely.items()}
        told = {"mistakes": mistakes, "shapes": [(1, len(right[name]))] if name[0] == "b" else None, "axes": axes}
        check.close(got[name], right[name], name=f"dJd{name}, for {f} and {g}", **told, **CLOSE)
check.passed("MLP.backward: right for a batch of five, with two pairs of functions")

# %% nbgrader={"grade_id": "mlp_backward_values", "points": 9}
# Hidden: backward with relu and identity, for fresh parameters and batches of several sizes, all different.
### BEGIN HIDDEN TESTS
for N, n, H, K in ((4, 3, 5, 2), (2, 6, 3, 4), (5, 2, 4, 1)):
    parameters, x, dJdy_hat = fresh_parameters(rng, n, H, K), fresh(rng, N, n), fresh(rng, N, K)
    got = gradients_of(network_of(MLP, parameters, "relu", "identity"), x, dJdy_hat)
    leaves = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    hidden = torch.relu(x @ leaves["W1"].T + leaves["b1"])
    (hidden @ leaves["W2"].T + leaves["b2"]).backward(dJdy_hat)
    for name, leaf in leaves.items():
        shapes = [(1, len(leaf))] if leaf.ndim == 1 else None
        check.close(got[name], leaf.grad, name=f"dJd{name}, for N={N}, n={n}, H={H}, K={K}", shapes=shapes, **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_backward_functions", "points": 8}
# Hidden: backward with all nine pairs of functions.
### BEGIN HIDDEN TESTS
parameters, x, dJdy_hat = fresh_parameters(rng, 3, 4, 2), fresh(rng, 5, 3), fresh(rng, 5, 2)
for f in ACTIVATIONS:
    for g in ACTIVATIONS:
        got = gradients_of(network_of(MLP, parameters, f, g), x, dJdy_hat)
        leaves = {name: value.clone().requires_grad_() for name, value in parameters.items()}
        hidden = ACTIVATIONS[f](x @ leaves["W1"].T + leaves["b1"])
        ACTIVATIONS[g](hidden @ leaves["W2"].T + leaves["b2"]).backward(dJdy_hat)
        for name, leaf in leaves.items():
            shapes = [(1, len(leaf))] if leaf.ndim == 1 else None
            check.close(got[name], leaf.grad, name=f"dJd{name}, for f={f} and g={g}", shapes=shapes, **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_backward_single", "points": 2}
# Hidden: backward for a batch of one example; the gradients keep the parameters' shapes.
### BEGIN HIDDEN TESTS
for n, H, K in ((3, 4, 2), (4, 2, 1)):
    parameters, x, dJdy_hat = fresh_parameters(rng, n, H, K), fresh(rng, 1, n), fresh(rng, 1, K)
    got = gradients_of(network_of(MLP, parameters, "sigmoid", "identity"), x, dJdy_hat)
    leaves = {name: value.clone().requires_grad_() for name, value in parameters.items()}
    hidden = torch.sigmoid(x @ leaves["W1"].T + leaves["b1"])
    (hidden @ leaves["W2"].T + leaves["b2"]).backward(dJdy_hat)
    for name, leaf in leaves.items():
        shapes = [(1, len(leaf))] if leaf.ndim == 1 else None
        check.close(got[name], leaf.grad, name=f"dJd{name}, for N=1, H={H}, K={K}", shapes=shapes, **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_next_batch", "points": 2}
# Hidden: after clear_grad_and_cache, the same network's gradients are those of the next batch alone, of another size.
### BEGIN HIDDEN TESTS
parameters = fresh_parameters(rng, 3, 4, 2)
network = network_of(MLP, parameters, "relu", "sigmoid")
for N in (5, 2):
    x, dJdy_hat = fresh(rng, N, 3), fresh(rng, N, 2)
    got = gradients_of(network, x, dJdy_hat)
    right = gradients_of(network_of(reference.MLP, parameters, "relu", "sigmoid"), x, dJdy_hat)
    for name, gradient in right.items():
        shapes = [(1, len(gradient))] if gradient.ndim == 1 else None
        check.close(got[name], gradient, name=f"dJd{name}, for a batch of {N}", shapes=shapes, **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_arguments_kept", "points": 2}
# Hidden: x, dJdy_hat and the parameters stay as they are.
### BEGIN HIDDEN TESTS
parameters, x, dJdy_hat = fresh_parameters(rng, 3, 4, 2), fresh(rng, 5, 3), fresh(rng, 5, 2)
x_before, upstream_before = x.clone(), dJdy_hat.clone()
network = network_of(MLP, parameters, "relu", "relu")
network.forward(x)
check.unchanged(x_before, x, name="x")
network.backward(dJdy_hat)
check.unchanged(upstream_before, dJdy_hat, name="dJdy_hat")
for name, value in parameters.items():
    check.close(network.parameters[name], value, name=f"{name}, after both passes")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "mlp_extremes", "points": 2}
# Hidden: a sigmoid of numbers as large as 1000 and as low as -1000: y_hat is right, and all gradients are finite.
### BEGIN HIDDEN TESTS
parameters, dJdy_hat = fresh_parameters(rng, 2, 3, 2), fresh(rng, 4, 2)
parameters["W1"] = torch.from_numpy(rng.uniform(0.5, 1, size=(3, 2)) * rng.choice([-1, 1], size=(3, 2))).float()
x = torch.tensor([[1000.0, 0.0], [-1000.0, 0.0], [0.0, 1000.0], [0.0, -1000.0]])
right = network_of(reference.MLP, parameters, "sigmoid", "sigmoid")
y_hat = network_of(MLP, parameters, "sigmoid", "sigmoid").forward(x)
check.close(y_hat, right.forward(x), name="y_hat", **CLOSE)
expected = gradients_of(right, x, dJdy_hat)
for name, value in gradients_of(network_of(MLP, parameters, "sigmoid", "sigmoid"), x, dJdy_hat).items():
    shapes = [(1, len(expected[name]))] if expected[name].ndim == 1 else None
    check.close(value, expected[name], name=f"dJd{name}", shapes=shapes, **CLOSE)
### END HIDDEN TESTS

# %% [markdown]
# ### 3.2 The losses
#
# For a batch the losses are means over **all** $N \cdot K$ elements, and `dJdy_hat` is the true gradient of this mean:
#
# $$J_{\text{MSE}} = \frac1{NK}\sum_{n,k} (\hat y_{nk} - y_{nk})^2, \qquad
# J_{\text{BCE}} = \frac1{NK} \sum_{n,k} -\bigl[y_{nk}\log\hat y_{nk} + (1-y_{nk})\log(1-\hat y_{nk})\bigr].$$
#
# A sigmoid easily rounds to exactly 0 or 1. There, the cross-entropy would be $0 \cdot \log 0$ or infinite, and
# training would end with `nan`. So `bce_loss` must be finite for such outputs, too: large where they are wrong, 0 or
# nearly so where they are right. How you do this is up to you, as long as outputs between 0.005 and 0.995 give the
# exact loss and gradient to three digits.
#
# <details><summary>Hint: saturated outputs</summary>
#
# Keep the probabilities, inside the logarithms and the denominators, between $\varepsilon$ and $1 - \varepsilon$ with
# `torch.clamp`. In `float32`, `1 - 1e-8` is exactly 1: take $\varepsilon = 10^{-7}$.
#
# </details>


# %% nbgrader={"grade_id": "losses_mse", "solution": true}
def mse_loss(y, y_hat):
    """The mean squared error. y, y_hat: float32 (N, K), labels and predictions.

    Returns (J, dJdy_hat): a number, and float32 (N, K).
    """
    ### BEGIN SOLUTION
    return ((y_hat - y) ** 2).mean(), 2 * (y_hat - y) / y.numel()
    ### END SOLUTION


# %% nbgrader={"grade_id": "losses_bce", "solution": true}
def bce_loss(y, y_hat):
    """The binary cross-entropy. y: float32 (N, K), labels from 0 to 1; y_hat: float32 (N, K), from 0 to 1, both included.

    Returns (J, dJdy_hat): a number, and float32 (N, K); both finite.
    """
    ### BEGIN SOLUTION
    p = y_hat.clamp(1e-7, 1 - 1e-7)
    J = -(y * torch.log(p) + (1 - y) * torch.log(1 - p)).mean()
    return J, (p - y) / (p * (1 - p)) / y.numel()
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_mean"}
def slopes_of_loss(got, right):
    """The right dJdy_hat of a loss; N times as much if `MLP.backward` takes the mean over N examples in its place.

    For that its own question has lost points already.
    """
    N = len(right)
    tensor = check.array(got, shape=tuple(right.shape), name="dJdy_hat", library="torch")
    larger = N * right.numpy()
    if N > 1 and (np.abs(tensor - larger) <= 0.01 * np.abs(larger)).all():
        network = network_of(MLP, example_parameters(), "identity", "identity")
        bias = gradients_of(network, torch.ones(N, 2), torch.ones(N, 2))["b2"]  # N for a sum, 1 for a mean
        averaged = np.abs(check.array(bias, name="dJdb2", library="torch") - 1) < 1e-3
        return N * right if averaged.all() else right
    return right


# %% nbgrader={"grade_id": "losses_mse_public", "points": 1}
numbers = np.random.default_rng(3)
y, y_hat, axes = fresh(numbers, 5, 3), fresh(numbers, 5, 3), {0: "batch of 5", 1: "outputs, 3"}
leaf, before = y_hat.clone().requires_grad_(), y_hat.clone()
right = torch.nn.functional.mse_loss(leaf, y)
right.backward()
J, dJdy_hat = check.pair(mse_loss(y, y_hat), 2, name="mse_loss")
check.unchanged(before, y_hat, name="y_hat")
mistakes = {
    "a square root is taken.": float(right.detach().sqrt()),
    "this is the mean of |y_hat - y|.": (y_hat - y).abs().mean(),
}
check.close(J, float(right.detach()), name="J", shapes=[(1,)], axes=axes, mistakes=mistakes, **CLOSE)
check.close(dJdy_hat, slopes_of_loss(dJdy_hat, leaf.grad), name="dJdy_hat", axes=axes, **CLOSE)
check.passed("mse_loss: right for the example")

# %% nbgrader={"grade_id": "losses_bce_public", "points": 1}
numbers, bce = np.random.default_rng(3), torch.nn.functional.binary_cross_entropy
y = torch.tensor([[1.0, 0.0, 0.3], [0.0, 0.0, 1.0], [0.7, 1.0, 0.0], [1.0, 0.3, 0.0], [0.0, 1.0, 1.0]])
y_hat, axes = torch.from_numpy(numbers.uniform(0.1, 0.9, size=(5, 3))).float(), {0: "batch of 5", 1: "outputs, 3"}
leaf, before, logits = y_hat.clone().requires_grad_(), y_hat.clone(), torch.logit(y_hat).requires_grad_()
right = bce(leaf, y)
right.backward()
bce(torch.sigmoid(logits), y).backward()
J, dJdy_hat = check.pair(bce_loss(y, y_hat), 2, name="bce_loss")
check.unchanged(before, y_hat, name="y_hat")
mistakes = {
    "the terms with 1 - y are missing.": float(-(y * torch.log(before)).mean()),
    "the arguments y and y_hat are exchanged.": float(bce(y.clamp(1e-7, 1 - 1e-7), before)),
}
check.close(J, float(right.detach()), name="J", shapes=[(1,)], rtol=1e-3, axes=axes, mistakes=mistakes)
before_sigmoid = "this is the gradient with respect to the numbers before the sigmoid, not with respect to y_hat."
mistakes = {before_sigmoid: logits.grad}
right = slopes_of_loss(dJdy_hat, leaf.grad)
check.close(dJdy_hat, right, name="dJdy_hat", rtol=1e-3, axes=axes, mistakes=mistakes)
check.passed("bce_loss: right for the example")

# %% nbgrader={"grade_id": "losses_mse_value", "points": 3}
# Hidden: the value of mse_loss for fresh numbers of several shapes.
### BEGIN HIDDEN TESTS
for N, K in ((4, 3), (1, 5), (6, 1)):
    y, y_hat = fresh(rng, N, K), fresh(rng, N, K)
    J, _ = check.pair(mse_loss(y, y_hat), 2, name="mse_loss")
    check.close(J, float(torch.nn.functional.mse_loss(y_hat, y)), name=f"J, for N={N}, K={K}", shapes=[(1,)], **CLOSE)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "losses_mse_gradient", "points": 5}
# Hidden: the gradient of mse_loss for fresh numbers of several shapes; y and y_hat stay as they are.
### BEGIN HIDDEN TESTS
for N, K in ((4, 3), (1, 5), (6, 1)):
    y, y_hat = fresh(rng, N, K), fresh(rng, N, K)
    before = y.clone(), y_hat.clone().requires_grad_()
    _, dJdy_hat = check.pair(mse_loss(y, y_hat), 2, name="mse_loss")
    torch.nn.functional.mse_loss(before[1], before[0]).backward()
    right = slopes_of_loss(dJdy_hat, before[1].grad)
    check.close(dJdy_hat, right, name=f"dJdy_hat, for N={N}, K={K}", **CLOSE)
    check.unchanged(before[0], y, name="y")
    check.unchanged(before[1].detach(), y_hat, name="y_hat")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "losses_bce_value", "points": 3}
# Hidden: the value of bce_loss for fresh numbers of several shapes, labels between 0 and 1 and outputs near both included.
### BEGIN HIDDEN TESTS
for N, K in ((4, 3), (1, 5), (6, 1)):
    y = torch.from_numpy(rng.choice([0.0, 1.0, 0.3], size=(N, K))).float()
    y_hat = torch.from_numpy(rng.uniform(0.05, 0.95, size=(N, K))).float()
    y[0, 0], y_hat[0, 0], y[-1, -1], y_hat[-1, -1] = 1.0, 0.005, 0.0, 0.995
    J, _ = check.pair(bce_loss(y, y_hat), 2, name="bce_loss")
    right = float(torch.nn.functional.binary_cross_entropy(y_hat, y))
    check.close(J, right, name=f"J, for N={N}, K={K}", shapes=[(1,)], rtol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "losses_bce_gradient", "points": 5}
# Hidden: the gradient of bce_loss for the same kind of numbers; y and y_hat stay as they are.
### BEGIN HIDDEN TESTS
for N, K in ((4, 3), (1, 5), (6, 1)):
    y = torch.from_numpy(rng.choice([0.0, 1.0, 0.3], size=(N, K))).float()
    y_hat = torch.from_numpy(rng.uniform(0.05, 0.95, size=(N, K))).float()
    y[0, 0], y_hat[0, 0], y[-1, -1], y_hat[-1, -1] = 1.0, 0.005, 0.0, 0.995
    before = y.clone(), y_hat.clone().requires_grad_()
    _, dJdy_hat = check.pair(bce_loss(y, y_hat), 2, name="bce_loss")
    torch.nn.functional.binary_cross_entropy(before[1], before[0]).backward()
    right = slopes_of_loss(dJdy_hat, before[1].grad)
    check.close(dJdy_hat, right, name=f"dJdy_hat, for N={N}, K={K}", rtol=1e-3, atol=1e-5)
    check.unchanged(before[0], y, name="y")
    check.unchanged(before[1].detach(), y_hat, name="y_hat")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "losses_bce_saturated", "points": 2}
# Hidden: bce_loss where outputs are exactly 0 or 1: small where all are right, large but finite where one is wrong.
### BEGIN HIDDEN TESTS
y = torch.tensor([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]])
for labels, least, most in ((y, 0.0, 1e-3), (1 - y, 5.0, 1e6)):
    J, dJdy_hat = check.pair(bce_loss(labels, y), 2, name="bce_loss")
    check.at_least(one_number(J), least - 1e-3, name="J, for outputs of exactly 0 and 1")
    check.at_most(one_number(J), most, name="J, for outputs of exactly 0 and 1")
    check.array(dJdy_hat, shape=(2, 3), library="torch", name="dJdy_hat, for outputs of exactly 0 and 1")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** In 1.6 the sigmoid's derivative cancelled against the denominator of $\partial D/\partial\tilde y$. Here
# the loss and the sigmoid are separate, and nothing cancels. What does PyTorch's `BCEWithLogitsLoss` do better, and why
# does it take $s_2$ and not $\hat y$?
#
# ### 3.3 Five steps, once more
#
# Write down what you described in 1.1, for your own network.


# %% nbgrader={"grade_id": "steps_code", "solution": true}
def train_step(network, loss, x, y, learning_rate):
    """One step of gradient descent on one batch, in five parts.

    network: an MLP; loss: mse_loss or bce_loss; x: float32 (N, n); y: float32 (N, K). Changes network.parameters.
    Returns J, the loss before the step.
    """
    ### BEGIN SOLUTION
    network.clear_grad_and_cache()
    y_hat = network.forward(x)
    J, dJdy_hat = loss(y, y_hat)
    network.backward(dJdy_hat)
    for name in network.parameters:
        network.parameters[name] -= learning_rate * network.grads[f"dJd{name}"]
    return J
    ### END SOLUTION


# %% nbgrader={"grade_id": "steps_check", "points": 1}
x, y = torch.tensor([[1.0, 2.0], [-1.0, 2.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]])
network = network_of(MLP, example_parameters(), "relu", "identity")
first, second, uphill = 1.5625, 1.32442, 1.84058
told = {"shapes": [(1,)], "axes": {0: "batch of 2", 1: "outputs, 2"}}
mistakes = {"this is the loss after the step: the one before it is expected.": second}
J = train_step(network, mse_loss, x, y, 0.01)
check.close(J, first, name="J of step 1", mistakes=mistakes, **told, **CLOSE)
mistakes = {
    "it is that of step 1: do the new values get into network.parameters?": first,
    "the loss rises: are the gradients added, or y and y_hat exchanged?": uphill,
    "the weights move, but the biases do not.": 1.37516,
}
J = train_step(network, mse_loss, x, y, 0.01)
check.close(J, second, name="J of step 2", mistakes=mistakes, **told, **CLOSE)
right = torch.tensor([[0.98588, -1.02824], [0.50172, 0.98745], [-0.97273, 0.19547]])
never = "the gradients of step 1 are still in those of step 2."
mistakes = {never: torch.tensor([[0.97838, -1.04324], [0.50297, 0.97995], [-0.95773, 0.16547]])}
check.close(network.parameters["W1"], right, name="W1, after two steps", atol=2e-5, mistakes=mistakes)
right, mistakes = torch.tensor([0.47168, -0.98491]), {never: torch.tensor([0.45668, -0.97741])}
check.close(network.parameters["b2"], right, name="b2, after two steps", atol=2e-5, mistakes=mistakes)
check.passed("train_step: two steps change the parameters as they should")

# %% [markdown]
# Your network learns a curve from forty noisy points. The marks below it show where a hidden ReLU turns on or off: between
# two of them the network is a straight line.

# %% nbgrader={"grade_id": "steps_run_picture"}
torch.manual_seed(2)
x = torch.linspace(-2, 2, 40)[:, None]
y = torch.sin(2 * x) + 0.3 * x + 0.1 * torch.randn(40, 1)
network, grid = MLP(1, 24, "relu", 24, 1, "identity"), torch.linspace(-2.2, 2.2, 200)[:, None]
network.parameters["W2"] /= 10
network.parameters["b2"] *= 0
before = network.forward(grid)
losses = [float(train_step(network, mse_loss, x, y, 0.03)) for _ in range(400)]
kinks = -network.parameters["b1"] / network.parameters["W1"][:, 0]
columns = (column[:, 0].numpy() for column in (x, y, grid, before, network.forward(grid)))
pictures.regression_fit(*columns, losses, kinks=kinks.numpy())

# %% [markdown]
# **Think about it.** Replace `"relu"` with `"sigmoid"` in a copy of this cell, and then with `"identity"`. What do the
# curves look like, and why?
#
# ### 3.4 Your own tests
#
# Hidden tests will try your network on inputs that you have not seen, so write tests of your own, and put them into one
# function. It takes a class, builds networks from it, and returns **how many of your tests it failed**. It is graded by
# running it on your `MLP` and on other correct classes, where it must find nothing, and on five classes with one
# planted mistake each, of which it must find at least four: the output is shifted; a bias gradient is averaged over the
# batch; a weight gradient has the wrong sign; the gradient of the first layer is too large by a tenth; the second bias
# is never used. A class may round differently from yours, by adding in another order for example, and be just as correct:
# its outputs and gradients may differ in the last digits, so compare with a tolerance. (Graded automatically: 4 points.)
#
# <details><summary>Hint 1: what to compare with</summary>
#
# Small numbers that you worked out by hand, or a slope that you measure: change one parameter by $\pm h$, see how
# $\sum \hat y \cdot G$ changes for a fixed tensor $G$, and compare with what `backward(G)` leaves in `grads`. In `float32`,
# $h = 10^{-2}$ and a tolerance of a few per cent are sensible.
#
# </details>
# <details><summary>Hint 2: which cases</summary>
#
# More than one example in the batch, sizes that are all different, biases that are not zero.
#
# </details>


# %% nbgrader={"grade_id": "tests_code", "solution": true}
def count_failed_tests(network_class):
    """Your tests of a class of networks like MLP. Returns an int: how many of them failed, 0 for a correct class."""
    ### BEGIN SOLUTION
    network = network_of(network_class, example_parameters(), "relu", "identity")
    x, G, h = (
        torch.tensor([[1.0, 2.0], [-1.0, 2.0], [0.5, -2.0]]),
        torch.tensor([[1.0, -2.0], [0.5, 1.0], [2.0, 1.0]]),
        0.01,
    )
    hidden = torch.relu(x @ network.parameters["W1"].T + network.parameters["b1"])
    failed = int(not torch.allclose(network.forward(x), hidden @ network.parameters["W2"].T + network.parameters["b2"]))
    gradients = {name: gradient.clone() for name, gradient in gradients_of(network, x, G).items()}
    for name, gradient in gradients.items():
        for place in np.ndindex(*gradient.shape):
            values = []
            for step in (h, -2 * h, h):
                network.parameters[name][place] += step
                values.append(float((network.forward(x) * G).sum()))
            failed += abs((values[0] - values[1]) / (2 * h) - float(gradient[place])) > 0.05
    return int(failed)
    ### END SOLUTION


# %% nbgrader={"grade_id": "tests_public", "points": 1}
check.equal(count_failed_tests(MLP), 0, name="the number of tests that your own MLP fails")
same = "type('MLP', (MLP,), {})"
shifted = "type('MLP', (MLP,), {'forward': lambda self, x: MLP.forward(self, x) + 0.5})"
for code in rng.permutation([same, same, shifted, shifted, shifted]):  # the order tells nothing: the class has to
    failed = count_failed_tests(remote(str(code)))
    if code == same:
        check.equal(failed, 0, name="the number of tests failed by a subclass of your MLP that changes nothing")
    else:
        failed = check.number(failed, name="the number of failed tests")
        check.at_least(failed, 1, name="the number of tests that fail if all outputs are larger by 0.5")
check.passed("count_failed_tests: nothing is wrong with your MLP, and a shifted output is found")

# %% nbgrader={"grade_id": "tests_check", "points": 3}
# Hidden: nothing is found in correct classes that round differently, and at least four of five planted mistakes are.
### BEGIN HIDDEN TESTS
# Each of them rounds differently from MLP, on every processor: all results but 0 are smaller by one or two units in the
# last place, as if they had been added in another order. A 0 stays 0, and a sigmoid stays below 1.
last_digits = "(lambda values: values.mul(1 - torch.finfo(values.dtype).eps))"
forward = f"lambda self, x: {last_digits}(MLP.forward(self, x)) + {{}}"
unused = f"lambda self, x: {last_digits}(MLP.forward(self, x)) - {{}} * self.parameters['b2']"
rounded = f"[value.copy_({last_digits}(value)) for value in self.grads.values()]"
backward = f"lambda self, d: (MLP.backward(self, d), self.grads['{{}}'].mul_({{}}), {rounded}, None)[-1]"
right = [("forward", forward.format(0)), ("forward", unused.format(0))]  # they differ from mistakes by a number alone
right += [("backward", backward.format(name, 1)) for name in ("dJdb2", "dJdW2", "dJdW1")]
mistakes = [("forward", forward.format(0.5)), ("forward", unused.format(1))]
factors = [("dJdb2", "1 / len(d)"), ("dJdW2", -1), ("dJdW1", 1.1)]
mistakes += [("backward", backward.format(name, factor)) for name, factor in factors]
classes = [(change, False) for change in right] + [(change, True) for change in mistakes]

found = 0
for number in rng.permutation(len(classes)):
    (method, code), planted = classes[number]
    failed = count_failed_tests(remote(f"type('MLP', (MLP,), {{'{method}': {code}}})"))
    if planted:
        found += check.number(failed, name="the number of failed tests") >= 1
    else:
        check.equal(failed, 0, name="the number of tests that fail for a correct class, which rounds differently,")
check.at_least(found, 4, name="the number of planted mistakes that your tests find")
### END HIDDEN TESTS

# %% [markdown]
# ## What you have built
#
# A network that computes its own gradients: a forward pass that remembers, and a backward pass that multiplies rows by
# Jacobians from left to right, without ever building a Jacobian. Change $f$, $g$ or the loss, and one factor changes; the
# expressions stay. That is what lets autograd work: it knows the factor of each operation, and the chain rule does the rest.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | numerator layout | $\partial u/\partial v$ has a row for each element of $u$ and a column for each of $v$ |
# | Jacobian | the matrix of all derivatives of a function's outputs with respect to its inputs |
# | activation | an elementwise nonlinearity between layers, and what comes out of it |
# | saturation | where a sigmoid or tanh is flat, so that its derivative is nearly 0 |
# | vanishing gradient | a gradient that shrinks from layer to layer on its way back |
# | cache | what a forward pass keeps for its backward pass |
# | mean squared error, MSE | the mean over all outputs of the squared difference from the target |
# | binary cross-entropy, BCE | the mean negative log-likelihood of yes-or-no targets |
# | update rule | how a learning algorithm changes its weights after an example |
# | autograd | PyTorch's automatic differentiation, which you did without |
#
# **To read on**
#
# - D. Rumelhart, G. Hinton, R. Williams, *Learning representations by back-propagating errors*, Nature 323 (1986)
# - X. Glorot, Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks* (AISTATS 2010)
# - K. He, X. Zhang, S. Ren, J. Sun, *Delving deep into rectifiers* (ICCV 2015)
# - B. Widrow, M. Hoff, *Adaptive switching circuits* (IRE WESCON, 1960), on Adaline
# - *PyTorch tutorials*: Tensors; A gentle introduction to `torch.autograd`
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapter 6 (MIT Press, 2016)
#
# The questions follow the first homework of DS-GA 1008 Deep Learning at New York University (Spring 2024): its 1.1, 1.2 (a), 1.3
# and 2.1. The rest of its 1.2 is in `hw1_autodiff`, its 2.2 in `hw5_style_transfer`.

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
