# %% [markdown]
# # A network that describes pictures
#
# A classifier answers with one word. Here you build a network that answers with a *sentence*: it looks at a picture once,
# keeps what it saw in a state of 128 numbers, and then writes word by word. Its backward pass runs through time.
#
# **You will be able to**
#
# - write the forward and backward passes of a recurrent network, for one time step and for many;
# - mask and average a loss over sentences of different lengths;
# - compose a network that turns a picture into a sentence, train it, and let it write;
# - say why gradients fade in time, and how the recurrent matrix should therefore start.
#
# **You need**: *Layers and backpropagation by hand* (homework 2). A function of yours that is not right costs its points
# once: what uses it is then also graded with a correct one.
#
# **Time**: about 330 minutes, in four parts of 60 to 100 minutes; the computer needs one or two minutes of them.
#
# **Data**: pairs of scikit-learn's digits with sentences such as "a seven left of a three"; nothing has to be downloaded. For
# photographs (you need PyTorch), run `python -m coursekit.data fetch flickr8k_1000 squeezenet1_1` and start Jupyter with the
# environment variable `DLBH_DATASET` set to `flickr8k`. You are graded on the digits.

# %% [markdown]
# ## How to work
#
# - Where a cell says `FILL_IN`, replace that line with your own code; leave names and arguments as they are. In text
#   cells that say *FILL_IN*, answer in words.
# - Run the check below each answer: it prints ✓, or says what is wrong and where to look. Checks marked *hidden* are empty
#   here; their first line says what they will check, on fresh inputs.
# - $N$ is the number of pictures in a batch, $T$ the number of time steps, $D$ the size of a word's vector, $H$ that of the
#   state, $V$ the number of words in the vocabulary.
# - **No function may change its arguments**: `x = x - 1` makes a new array, `x -= 1` changes the caller's.
# - You may use NumPy. Finished layers, losses or automatic differentiation from a library are ruled out.
# - Stuck? Open the hints below a question one at a time.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, gradient_check, loss_gradient_check, reference, remote, rng
from coursekit import digits, pictures, same_sentences, set_parameters, share
from coursekit import CaptioningSolver, decode_captions, describe_captions, load_captions, sample_minibatch

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
data = load_captions()
print(describe_captions(data))

# %% [markdown]
# A sentence is a row of whole numbers, the places of its words in the vocabulary. It begins with `<START>` and ends with
# `<END>`; shorter rows are filled up with `<NULL>`:

# %% nbgrader={"grade_id": "data_rows"}
captions, features, images = sample_minibatch(data, batch_size=6)
for caption in captions[[0, 4]]:
    print(caption, " ".join(data["idx_to_word"][word] for word in caption))

# %% nbgrader={"grade_id": "data_picture"}
pictures.captioned(images, decode_captions(captions[:, 1:], data["idx_to_word"]))

# %% [markdown]
# ## 1. Words and time (about 90 minutes)
#
# ### 1.1 Words as vectors
#
# Word 7 is not more than word 6. So each word gets a vector of its own, a row of a matrix $W$ of shape $(V, D)$, which is
# learned like other weights. The layer looks up rows. Backwards, a word collects the gradients of all places where it
# occurs; a word that does not occur gets 0.
#
# <details><summary>Hint: the backward pass</summary>
#
# `dW[x] += dout` adds only one of the gradients of a word that occurs twice; `np.add.at` adds all.
#
# </details>


# %% nbgrader={"grade_id": "embedding_layer", "solution": true}
def word_embedding_forward(x, W):
    """x: integers (N, T), words; W: floats (V, D), a row per word. Returns (out, cache): out (N, T, D)."""
    ### BEGIN SOLUTION
    return W[x], (x, W.shape)
    ### END SOLUTION


def word_embedding_backward(dout, cache):
    """dout: floats (N, T, D). Returns dW (V, D). Words have no gradient."""
    ### BEGIN SOLUTION
    x, shape = cache
    dW = np.zeros(shape, dout.dtype)
    np.add.at(dW, x, dout)
    return dW
    ### END SOLUTION


# %% nbgrader={"grade_id": "embedding_public", "points": 1}
W, x = np.array([[1.0, -1], [2, 0], [0.5, 3], [-2, 4], [3, 1]]), np.array([[2, 0, 2]])
out, cache = check.pair(word_embedding_forward(x, W), 2, name="word_embedding_forward")
check.close(out, np.array([[[0.5, 3], [1, -1], [0.5, 3]]]), name="out")
dW = word_embedding_backward(np.array([[[1.0, 2], [3, 4], [10, 20]]]), cache)
right = np.array([[3.0, 4], [0, 0], [11, 22], [0, 0], [0, 0]])
check.close(dW, right, name="dW", axes={1: "steps, 3"}, mistakes={
    "word 2 occurs twice and gets its last gradient only: `np.add.at` adds them all": np.array(
        [[3.0, 4], [0, 0], [10, 20], [0, 0], [0, 0]]
    ),
    "the two gradients of word 2 are averaged, where their sum was expected": np.array(
        [[3.0, 4], [0, 0], [5.5, 11], [0, 0], [0, 0]]
    ),
})  # fmt: skip
check.passed("word embedding: both passes are right, for a word that occurs twice as well")

# %% nbgrader={"grade_id": "embedding_fresh", "points": 2}
# Hidden: both passes for fresh sentences with repeated words, for the first and the last word, and for a single word.
### BEGIN HIDDEN TESTS
for n, t, v, d in ((4, 6, 5, 3), (1, 1, 7, 2), (3, 2, 4, 5)):
    last = v - 2 if n == 3 else v - 1  # with three sentences the last word does not occur
    x, W, dout = rng.integers(0, last, size=(n, t)), rng.normal(size=(v, d)), rng.normal(size=(n, t, d))
    x[0, 0], x[-1, -1] = 0, last
    before, W_before, dout_before = x.copy(), W.copy(), dout.copy()
    out, cache = check.pair(word_embedding_forward(x, W), 2, name="word_embedding_forward")
    check.close(out, W_before[before], name=f"out, for x {x.shape}")
    expected = reference.word_embedding_backward(dout_before.copy(), (before.copy(), W.shape))
    check.close(word_embedding_backward(dout, cache), expected, name=f"dW, for x {x.shape}")
    check.unchanged(before, x, name="x")
    check.unchanged(W_before, W, name="W")
    check.unchanged(dout_before, dout, name="dout")
### END HIDDEN TESTS

# %% [markdown]
# ### 1.2 One step in time
#
# At time $t$ the network reads a vector $x_t$, and mixes it with the state $h_{t-1}$ that it already has:
#
# $$h_t = \tanh(x_t W_x + h_{t-1} W_h + b)$$
#
# The weights are the same at every step. Here is one step, for a batch of $N$.
#
# <details><summary>Hint 1: the derivative of tanh</summary>
#
# $1 - \tanh^2(a)$: with the *output* at hand it is $1 - h_t^2$.
#
# </details>
# <details><summary>Hint 2: the rest</summary>
#
# The sum inside is two fully connected layers with one bias: you know their gradients from homework 2.
#
# </details>


# %% nbgrader={"grade_id": "step_layer", "solution": true}
def rnn_step_forward(x, prev_h, Wx, Wh, b):
    """One step: x (N, D), prev_h (N, H), Wx (D, H), Wh (H, H), b (H,). Returns (next_h, cache): next_h (N, H)."""
    ### BEGIN SOLUTION
    next_h = np.tanh(x @ Wx + prev_h @ Wh + b)
    return next_h, (x, prev_h, Wx, Wh, next_h)
    ### END SOLUTION


def rnn_step_backward(dnext_h, cache):
    """Its backward pass: dnext_h (N, H). Returns (dx, dprev_h, dWx, dWh, db), of the shapes of the inputs."""
    ### BEGIN SOLUTION
    x, prev_h, Wx, Wh, next_h = cache
    da = dnext_h * (1 - next_h**2)
    return da @ Wx.T, da @ Wh.T, x.T @ da, prev_h.T @ da, da.sum(axis=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "step_public", "points": 1}
x, prev_h, b = np.array([[1.0, 2, -1]]), np.array([[0.5, -0.5]]), np.array([0.2, -0.4])
Wx, Wh = np.array([[0.1, 0], [0, 0.2], [0.3, 0.1]]), np.array([[1.0, 2], [-1, 0]])
next_h, cache = check.pair(rnn_step_forward(x, prev_h, Wx, Wh, b), 2, name="rnn_step_forward")
inside = np.array([[1.0, 0.9]])
check.close(next_h, np.tanh(inside), name="next_h", axes={}, mistakes={
    "tanh is missing": inside,
    "Wh is transposed": np.tanh(np.array([[-0.5, -0.6]])),
    "the bias is missing": np.tanh(inside - b),
})  # fmt: skip
dnext_h = np.array([[1.0, -2]])
*_, db = check.pair(rnn_step_backward(dnext_h, cache), 5, name="rnn_step_backward")
right = dnext_h[0] * (1 - np.tanh(inside[0]) ** 2)
check.close(db, right, name="db, for a batch of one", shapes=[(1, 2)], axes={}, mistakes={
    "the slope of tanh is missing": dnext_h[0],
    "the slope of tanh is 1 - h, where 1 - h² was expected": dnext_h[0] * (1 - np.tanh(inside[0])),
})  # fmt: skip
numbers = np.random.default_rng(1)
shapes = {"x": (4, 3), "prev_h": (4, 5), "Wx": (3, 5), "Wh": (5, 5), "b": (5,)}
inputs = {name: numbers.normal(scale=0.5, size=shape) for name, shape in shapes.items()}
out, _ = reference.rnn_step_forward(*(value.copy() for value in inputs.values()))
told = {"expected": out, "axes": {0: "batch of 4"}}
gradient_check(rnn_step_forward, rnn_step_backward, inputs, rng=numbers, **told).assert_passed()
check.passed("one step: both passes are right")

# %% nbgrader={"grade_id": "step_forward", "points": 1}
# Hidden: rnn_step_forward for fresh inputs, a batch of one among them, which are left as they were.
### BEGIN HIDDEN TESTS
for n, d, h in ((4, 3, 5), (1, 6, 2)):
    given = [rng.normal(scale=0.5, size=shape) for shape in ((n, d), (n, h), (d, h), (h, h), (h,))]
    before = [array.copy() for array in given]
    next_h, _ = check.pair(rnn_step_forward(*given), 2, name="rnn_step_forward")
    check.close(next_h, reference.rnn_step_forward(*before)[0], name=f"next_h, for x {(n, d)}")
    for name, old, new in zip(("x", "prev_h", "Wx", "Wh", "b"), before, given, strict=True):
        check.unchanged(old, new, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "step_backward", "points": 2}
# Hidden: the five gradients of rnn_step_backward, after your own forward pass.
### BEGIN HIDDEN TESTS
for n, d, h in ((4, 3, 5), (1, 6, 2)):
    given = [rng.normal(scale=0.5, size=shape) for shape in ((n, d), (n, h), (d, h), (h, h), (h,))]
    dnext_h = rng.normal(size=(n, h))
    before = dnext_h.copy()
    _, cache = check.pair(rnn_step_forward(*given), 2, name="rnn_step_forward")
    got = check.pair(rnn_step_backward(dnext_h, cache), 5, name="rnn_step_backward")
    _, right_cache = reference.rnn_step_forward(*(array.copy() for array in given))
    expected = reference.rnn_step_backward(before.copy(), right_cache)
    for name, found, right in zip(("dx", "dprev_h", "dWx", "dWh", "db"), got, expected, strict=True):
        check.close(found, right, name=f"{name}, for x {(n, d)}", shapes=[(1, h)] if name == "db" else None)
    check.unchanged(before, dnext_h, name="dnext_h")
### END HIDDEN TESTS

# %% [markdown]
# ### 1.3 All steps
#
# A sequence is an array $x$ of shape $(T, N, D)$, **time first**; the states $h$ are $(T, N, H)$. (Code that has the batch first,
# $(N, T, D)$, passes as well.) The first step starts from the given $h_0$.
#
# Backwards, `dh[t]` is what reaches $h_t$ from *above*, from the loss of step $t$. That is not all: $h_t$ also went
# into step $t+1$, which sends a gradient back. **Both add up.** Time therefore runs backwards, and at its end the
# gradient of $h_0$ is left. The weights were used $T$ times, and so collect $T$ gradients.
#
# <details><summary>Hint 1: a common mistake</summary>
#
# `dh[t] += dprev_h` changes the *caller's* array, and every check that uses it afterwards; `dh[t] + dprev_h` makes a new one.
#
# </details>
# <details><summary>Hint 2: the loop</summary>
#
# For t from T - 1 down to 0: call `rnn_step_backward` with the sum, keep `dx[t]`, take the new `dprev_h` along, and add up the
# gradients of the weights.
#
# </details>


# %% nbgrader={"grade_id": "rnn_layer", "solution": true}
def rnn_forward(x, h0, Wx, Wh, b):
    """All steps: x (T, N, D), h0 (N, H), Wx (D, H), Wh (H, H), b (H,). Returns (h, cache): h (T, N, H)."""
    ### BEGIN SOLUTION
    states, caches, state = [], [], h0
    for x_t in x:
        state, cache = rnn_step_forward(x_t, state, Wx, Wh, b)
        states.append(state)
        caches.append(cache)
    return np.stack(states), caches
    ### END SOLUTION


def rnn_backward(dh, cache):
    """Its backward pass: dh (T, N, H), from the losses of the steps. Returns (dx, dh0, dWx, dWh, db)."""
    ### BEGIN SOLUTION
    dxs, dprev_h, sums = [], 0, [0, 0, 0]
    for dh_t, step in zip(dh[::-1], cache[::-1], strict=True):
        dx_t, dprev_h, *weights = rnn_step_backward(dh_t + dprev_h, step)
        dxs.append(dx_t)
        sums = [total + dw for total, dw in zip(sums, weights, strict=True)]
    return np.stack(dxs[::-1]), dprev_h, *sums
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_order"}
RNN_INPUTS = ("x", "h0", "Wx", "Wh", "b")


def order_of(forward):
    """A function that brings (T, N, ·) into the order of axes that `forward` works in, and back: its own or swapped."""
    x, rest = np.zeros((4, 3, 2)), [np.zeros(shape) for shape in ((3, 5), (2, 5), (5, 5), (5,))]
    try:  # where N and T differ, the wrong order raises an error or gives another shape
        check.array(check.pair(forward(x, *rest))[0], shape=(4, 3, 5))
    except Exception:
        try:
            check.array(check.pair(forward(x.reshape(3, 4, 2), *rest))[0], shape=(3, 4, 5))
            return lambda array: array.swapaxes(0, 1).copy() if getattr(array, "ndim", 0) == 3 else array
        except Exception:
            pass
    return lambda array: array


def rnn_inputs(rng, t, n, d, h):
    """Fresh inputs of rnn_forward by name, time first, small enough that no tanh is saturated."""
    shapes = ((t, n, d), (n, h), (d, h), (h, h), (h,))
    return dict(zip(RNN_INPUTS, (rng.normal(scale=0.5, size=shape) for shape in shapes), strict=True))


# %% nbgrader={"grade_id": "rnn_public", "points": 1}
order, numbers = order_of(rnn_forward), np.random.default_rng(2)
x, h0 = np.array([[[0.5], [-1]], [[-1], [0.5]], [[0.25], [1]]]), np.array([[0.5], [-0.25]])
weights = np.array([[1.0]]), np.array([[2.0]]), np.array([-0.5])
h, cache = check.pair(rnn_forward(order(x), h0, *weights), 2, name="rnn_forward")
first = np.tanh([1.0, -2.0])
second = np.tanh([-1.5, 0.0] + 2 * first)
third = np.tanh([-0.25, 0.5] + 2 * second)
fixed = np.array([first, np.tanh([-0.5, -0.5]), np.tanh([0.75, 0.0])])
mistakes = {"every step starts from h0, where the state before was expected": fixed[..., None]}
check.close(order(h), np.array([first, second, third])[..., None], name="h", axes={}, mistakes=mistakes)
dh = order(np.array([[[1.0], [-2]], [[2], [1]], [[-1], [3]]]))
before = dh.copy()
got = check.pair(rnn_backward(dh, cache), 5, name="rnn_backward")
right = np.array([[0.4877150, -0.1154152], [0.0806485, 0.1831998], [-0.9596541, 0.6290197]])
apart = np.array([[0.4199743, -0.1413016], [1.9989250, 0.0811322], [-0.9596541, 0.6290197]])
mistakes = {"what comes back from the next step is left out: `dh[t] + dprev_h`": apart[..., None]}
check.close(order(got[0]), right[..., None], name="dx", rtol=1e-6, atol=1e-7, axes={}, mistakes=mistakes)
for name, value, right, last in (("dWx", got[2], 0.7593302, 0.3592727), ("dWh", got[3], -0.4676888, 0.2727113)):
    mistakes = {"only the step that was computed last counts: `=` where `+=` is needed?": np.array([[last]])}
    close = {"rtol": 1e-6, "atol": 1e-7, "axes": {0: "steps, 3"}, "mistakes": mistakes}
    check.close(value, np.array([[right]]), name=name, **close)
check.unchanged(before, dh, name="dh")
given = rnn_inputs(numbers, 5, 3, 4, 7)
own = order_of(reference.rnn_forward)
states, _ = reference.rnn_forward(*(own(value.copy()) for value in given.values()))
sizes = order(np.zeros((5, 3, 1))).shape
told = {"expected": order(own(states)), "axes": {sizes.index(5): "steps, 5", sizes.index(3): "batch of 3"}}
inputs = {name: order(value) for name, value in given.items()}
gradient_check(rnn_forward, rnn_backward, inputs, rng=numbers, **told).assert_passed()
check.passed("all steps: both passes are right")

# %% nbgrader={"grade_id": "rnn_forward_fresh", "points": 2}
# Hidden: rnn_forward for fresh inputs, also for a single step and for a batch of one, which are left as they were.
### BEGIN HIDDEN TESTS
order = order_of(rnn_forward)
for t, n, d, h in ((5, 3, 4, 2), (1, 3, 2, 4), (4, 1, 3, 2)):
    given = {name: order(value) for name, value in rnn_inputs(rng, t, n, d, h).items()}
    before = {name: value.copy() for name, value in given.items()}
    states, _ = check.pair(rnn_forward(*given.values()), 2, name="rnn_forward")
    right, _ = reference.rnn_forward(*(order(value) for value in before.values()))
    check.close(states, order(right), name=f"h, for {t} steps and a batch of {n}")
    for name in RNN_INPUTS:
        check.unchanged(before[name], given[name], name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rnn_backward_fresh", "points": 3}
# Hidden: the five gradients of rnn_backward, among them that of h0, also for a single step and for a batch of one.
### BEGIN HIDDEN TESTS
order = order_of(rnn_forward)
for t, n, d, h in ((5, 3, 4, 2), (1, 3, 2, 4), (4, 1, 3, 2)):
    given, dh = rnn_inputs(rng, t, n, d, h), rng.normal(size=(t, n, h))
    _, right_cache = reference.rnn_forward(*(value.copy() for value in given.values()))
    expected = reference.rnn_backward(dh.copy(), right_cache)
    _, cache = check.pair(rnn_forward(*(order(value) for value in given.values())), 2, name="rnn_forward")
    got = check.pair(rnn_backward(order(dh).copy(), cache), 5, name="rnn_backward")
    for name, found, right in zip(("dx", "dh0", "dWx", "dWh", "db"), got, expected, strict=True):
        told = f"{name}, for {t} steps and a batch of {n}"
        check.close(found, order(right), name=told, shapes=[(1, h)] if name == "db" else None)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "rnn_unchanged", "points": 1}
# Hidden: rnn_backward leaves dh as it was, and returns the same again for the same dh and cache.
### BEGIN HIDDEN TESTS
order = order_of(rnn_forward)
given, dh = rnn_inputs(rng, 4, 3, 2, 5), order(rng.normal(size=(4, 3, 5)))
before = dh.copy()
_, cache = check.pair(rnn_forward(*(order(value) for value in given.values())), 2, name="rnn_forward")
first = check.pair(rnn_backward(dh, cache), 5, name="rnn_backward")
check.unchanged(before, dh, name="dh")
again = check.pair(rnn_backward(dh, cache), 5, name="rnn_backward")
for name, once, twice in zip(("dx", "dh0", "dWx", "dWh", "db"), first, again, strict=True):
    check.close(twice, check.array(once, name=name), name=f"{name}, the second time")
_, right_cache = reference.rnn_forward(*given.values())
check.close(first[1], reference.rnn_backward(order(before), right_cache)[1], name="dh0")
### END HIDDEN TESTS

# %% [markdown]
# What is left of a gradient on its way back? Each step multiplies it by $1 - h_t^2$ and by $W_h^\top$. Below, your functions
# carry gradients of norm 1, in all directions, back from the last state, for three ways to start $W_h$:


# %% tags=["setup"] nbgrader={"grade_id": "setup_starts"}
def recurrent_starts(hidden_dim, seed=545):
    """Three ways to start Wh (H, H): by name, a random matrix of each kind."""
    numbers = np.random.RandomState(seed)
    normal = numbers.standard_normal((hidden_dim, hidden_dim))
    return {
        "small: 0.01 times normal numbers": 0.01 * normal,
        "normal numbers over √H": normal / np.sqrt(hidden_dim),
        "orthogonal": np.linalg.qr(normal)[0],
    }


# %% nbgrader={"grade_id": "rnn_gradients_picture"}
factors, H = {}, 64
for name, Wh in recurrent_starts(H).items():
    numbers = np.random.RandomState(1)
    state, caches = np.tile(numbers.standard_normal(H), (H, 1)), []
    for _ in range(12):  # H copies of one sequence, each with a gradient of its own
        x = np.tile(0.1 * numbers.standard_normal(16), (H, 1))
        state, cache = rnn_step_forward(x, state, numbers.standard_normal((16, H)) / 4, Wh, np.zeros(H))
        caches.append(cache)
    gradients, factors[name] = np.eye(H), [np.ones(H)]
    for cache in caches[::-1]:
        gradients = rnn_step_backward(gradients, cache)[1]
        factors[name].append(np.linalg.svd(gradients, compute_uv=False))
pictures.gradients_through_time({name: np.array(values) for name, values in factors.items()})

# %% [markdown]
# Normal numbers over $\sqrt H$ keep lengths *on average*: a few directions grow, most fade. An orthogonal matrix changes the
# length of no vector.
#
# **Think about it.** Why does the gradient fade with an orthogonal matrix all the same? And what would happen with $2 W_h$?
#
# ## 2. From states to words (about 60 minutes)
#
# From here on arrays have the batch first: $(N, T, \cdot)$.
#
# ### 2.1 The same layer at every step
#
# At every step a fully connected layer turns the state into a score for each word: the layer of homework 2, with $N T$ states
# as examples.
#
# <details><summary>Hint</summary>
#
# `x.reshape(N * T, D)` makes them rows. The gradients of $w$ and $b$ are sums over all of these: over *two* axes.
#
# </details>


# %% nbgrader={"grade_id": "temporal_fc_layer", "solution": true}
def temporal_fc_forward(x, w, b):
    """x (N, T, D), w (D, M), b (M,). Returns (out, cache): out (N, T, M)."""
    ### BEGIN SOLUTION
    return x @ w + b, (x, w)
    ### END SOLUTION


def temporal_fc_backward(dout, cache):
    """dout (N, T, M). Returns (dx, dw, db): (N, T, D), (D, M), (M,)."""
    ### BEGIN SOLUTION
    x, w = cache
    rows = dout.reshape(-1, dout.shape[-1])
    return dout @ w.T, x.reshape(-1, x.shape[-1]).T @ rows, rows.sum(axis=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "temporal_fc_public", "points": 1}
x = np.array([[[1.0, 2], [0, -1], [3, 0]]])
out, _ = check.pair(temporal_fc_forward(x, np.array([[1.0], [-1]]), np.array([0.5])), 2, name="temporal_fc_forward")
check.close(out, np.array([[[-0.5], [1.5], [3.5]]]), name="out", axes={})
numbers = np.random.default_rng(3)
inputs = {"x": numbers.normal(size=(3, 5, 4)), "w": numbers.normal(size=(4, 7)), "b": numbers.normal(size=7)}
out, _ = reference.temporal_fc_forward(*(value.copy() for value in inputs.values()))
told = {"expected": out, "axes": {0: "batch of 3", 1: "steps, 5"}}
gradient_check(temporal_fc_forward, temporal_fc_backward, inputs, rng=numbers, **told).assert_passed()
check.passed("temporal_fc: both passes are right")

# %% nbgrader={"grade_id": "temporal_fc_out", "points": 2}
# Hidden: temporal_fc_forward for fresh inputs, also for a batch of one and a single step, which are left as they were.
### BEGIN HIDDEN TESTS
for n, t, d, m in ((3, 5, 4, 2), (1, 4, 2, 3), (4, 1, 3, 5)):
    given = [rng.normal(size=shape) for shape in ((n, t, d), (d, m), (m,))]
    before = [array.copy() for array in given]
    out, _ = check.pair(temporal_fc_forward(*given), 2, name="temporal_fc_forward")
    check.close(out, reference.temporal_fc_forward(*before)[0], name=f"out, for x {(n, t, d)}")
    for name, old, new in zip(("x", "w", "b"), before, given, strict=True):
        check.unchanged(old, new, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "temporal_fc_gradients", "points": 3}
# Hidden: the three gradients of temporal_fc_backward, also for a batch of one and a single step; dout is left as it was.
### BEGIN HIDDEN TESTS
for n, t, d, m in ((3, 5, 4, 2), (1, 4, 2, 3), (4, 1, 3, 5)):
    given, dout = [rng.normal(size=shape) for shape in ((n, t, d), (d, m), (m,))], rng.normal(size=(n, t, m))
    before = dout.copy()
    expected = reference.temporal_fc_backward(before.copy(), reference.temporal_fc_forward(*given)[1])
    _, cache = check.pair(temporal_fc_forward(*given), 2, name="temporal_fc_forward")
    got = check.pair(temporal_fc_backward(dout, cache), 3, name="temporal_fc_backward")
    for name, found, right in zip(("dx", "dw", "db"), got, expected, strict=True):
        check.close(found, right, name=f"{name}, for x {(n, t, d)}", shapes=[(1, m)] if name == "db" else None)
    check.unchanged(before, dout, name="dout")
### END HIDDEN TESTS

# %% [markdown]
# ### 2.2 The loss of a sentence
#
# At every step the softmax of the scores gives each word a probability, and the loss is $-\log$ of the right word's. The losses
# are **summed over time and averaged over the batch**. What follows `<END>` in a row is no part of the sentence: a *mask* is 0
# there, and such a step counts neither in the loss nor in the gradient.
#
# $$L = \frac1N \sum_{n,t} m_{nt} \left(-\log \operatorname{softmax}(x_{nt})_{y_{nt}}\right)$$
#
# $N$ is the batch size, however many steps are masked. The mask may consist of booleans, integers or floats, and may
# have rows of zeros. As in homework 2, scores of 1000 must not overflow.
#
# <details><summary>Hint 1: which words' log-probabilities?</summary>
#
# `np.take_along_axis(log_p, y[..., None], axis=2)`, or indexing with two `arange`s and `y`.
#
# </details>
# <details><summary>Hint 2: the gradient</summary>
#
# At each step softmax minus one-hot, as in homework 2, times the mask, divided by $N$.
#
# </details>


# %% nbgrader={"grade_id": "temporal_softmax_loss", "solution": true}
def temporal_softmax_loss(x, y, mask):
    """x: floats (N, T, V), scores; y: integers (N, T), the right words; mask: (N, T), 0 where a step does not count.

    Returns (loss, dx): a number and (N, T, V). Summed over time, averaged over the batch; finite for scores near 1000.
    """
    ### BEGIN SOLUTION
    shifted = x - x.max(axis=2, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=2, keepdims=True))
    weights = mask.astype(x.dtype)[..., None] / len(x)
    right = np.take_along_axis(log_p, y[..., None], axis=2)
    dx = np.exp(log_p)
    np.put_along_axis(dx, y[..., None], np.exp(right) - 1, axis=2)
    return -(right * weights).sum(), dx * weights
    ### END SOLUTION


# %% nbgrader={"grade_id": "temporal_softmax_public", "points": 1}
# Five sentences of 4, 3, 2, 1 and 1 words: 11 of 35 steps count. exp(x) / 8 is the softmax.
here = np.arange(7) < np.array([[4], [3], [2], [1], [1]])
counted = np.array([[1.0, 2, 4, 1], [2, 4, 1, 1], [4, 1, 1, 2], [1, 1, 2, 4], [2, 1, 4, 1], [4, 2, 1, 1],
                    [1, 4, 2, 1], [1, 1, 4, 2], [4, 1, 2, 1], [2, 1, 1, 4], [1, 2, 1, 4]])  # fmt: skip
words = np.array([2, 0, 1, 3, 2, 1, 1, 3, 0, 0, 3])
x, y = np.tile(np.log([2.0, 4, 1, 1]), (5, 7, 1)), np.zeros((5, 7), dtype=int)
x[here], y[here] = np.log(counted), words
loss, dx = check.pair(temporal_softmax_loss(x, y, here.astype(int)), 2, name="temporal_softmax_loss")
right = -np.log(np.array([4, 2, 1, 4, 4, 2, 4, 2, 4, 2, 4]) / 8).sum() / 5
axes = {0: "batch of 5", 1: "steps, 7"}
check.close(loss, right, name="loss", axes=axes, mistakes={
    "the steps that the mask leaves out count, too": right + 24 * np.log(4) / 5,
    "averaged over the 11 steps that count, where over the batch was expected": right * 5 / 11,
    "the softmax is over the steps, where over the words was expected": 3.54764863,
    "the softmax is over the batch, where over the words was expected": 3.36710326,
})  # fmt: skip
expected, softmax = np.zeros((5, 7, 4)), np.zeros((5, 7, 4))
expected[here], softmax[here] = (counted - 8 * np.eye(4)[words]) / 40, counted / 40
check.close(dx, expected, name="dx", axes=axes, mistakes={
    "the 1 is not subtracted at the right word": softmax,
    "divided by the 11 steps that count, where by the batch size was expected": expected * 5 / 11,
})  # fmt: skip
check.passed("temporal_softmax_loss is right for five sentences of different lengths")

# %% nbgrader={"grade_id": "temporal_softmax_value", "points": 2}
# Hidden: the loss for fresh scores, words and masks, also for a batch of one and a single step; inputs stay as they were.
### BEGIN HIDDEN TESTS
for n, t, v in ((4, 5, 3), (1, 6, 4), (5, 1, 7)):
    x, y, mask = rng.normal(size=(n, t, v)), rng.integers(0, v, size=(n, t)), rng.random((n, t)) < 0.6
    mask[0, 0] = True
    before = x.copy(), y.copy(), mask.copy()
    loss, _ = check.pair(temporal_softmax_loss(x, y, mask), 2, name="temporal_softmax_loss")
    check.close(loss, reference.temporal_softmax_loss(*before)[0], name=f"loss, for x {(n, t, v)}")
    for name, old, new in zip(("x", "y", "mask"), before, (x, y, mask), strict=True):
        check.unchanged(old, new, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "temporal_softmax_gradient", "points": 3}
# Hidden: dx for fresh scores, words and masks, also for a batch of one and a single step.
### BEGIN HIDDEN TESTS
for n, t, v in ((4, 5, 3), (1, 6, 4), (5, 1, 7)):
    x, y, mask = rng.normal(size=(n, t, v)), rng.integers(0, v, size=(n, t)), rng.random((n, t)) < 0.6
    mask[0, 0] = True
    _, dx = check.pair(temporal_softmax_loss(x, y, mask), 2, name="temporal_softmax_loss")
    expected = reference.temporal_softmax_loss(x.copy(), y.copy(), mask.copy())[1]
    check.close(dx, expected, name=f"dx, for x {(n, t, v)}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "temporal_softmax_masks", "points": 1}
# Hidden, announced in the text: masks of booleans, integers and floats; rows, and a whole mask, that are 0.
### BEGIN HIDDEN TESTS
x, y, rows = rng.normal(size=(3, 4, 5)), rng.integers(0, 5, size=(3, 4)), np.zeros((3, 4))
rows[0, :2], rows[2, :3] = 1, 1
for mask in (rows.astype(bool), rows.astype(int), rows, np.zeros((3, 4)), np.zeros((3, 4), dtype=bool)):
    told = f"a mask of {mask.dtype}" if mask.any() else f"a mask of {mask.dtype} that is all 0"
    loss, dx = check.pair(temporal_softmax_loss(x, y, mask), 2, name="temporal_softmax_loss")
    right, expected = reference.temporal_softmax_loss(x.copy(), y.copy(), mask.copy())
    check.close(loss, right, name=f"loss, for {told}")
    check.close(dx, expected, name=f"dx, for {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "temporal_softmax_large", "points": 1}
# Hidden, announced in the text: scores near 1000 and near -1000, for which the loss and dx stay finite and right.
### BEGIN HIDDEN TESTS
x, y = rng.normal(size=(2, 3, 4)), rng.integers(0, 4, size=(2, 3))
mask = np.array([[1.0, 1, 1], [1, 0, 0]])
expected = reference.temporal_softmax_loss(x.copy(), y.copy(), mask.copy())
for shift in (1000.0, -1000.0):
    got = check.pair(temporal_softmax_loss(x + shift, y, mask), 2, name="temporal_softmax_loss")
    check.close(got[0], expected[0], name=f"loss, for scores near {shift:g}", rtol=1e-6)
    check.close(got[1], expected[1], name=f"dx, for scores near {shift:g}", atol=1e-7)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** One could divide by the number of words instead. How would long and short sentences then share the
# gradient, and what would change in a batch of short sentences only?
#
# ## 3. The captioning network (about 100 minutes)
#
# The features of the picture become the state $h_0$, by a fully connected layer *without* tanh: $h_0 = f W_{proj} + b_{proj}$.
# Then the network reads `<START>` and should say the first word, reads the first word and should say the second:

# %% nbgrader={"grade_id": "model_picture"}
pictures.unrolled_rnn(["a", "seven", "left", "of", "a", "three"])

# %% [markdown]
# **Training** (`loss`). The right words go in, whatever the network would have said: `captions[:, :-1]`. The same
# words, shifted by one step, should come out: `captions[:, 1:]`. A step counts if the word that should come *out* is
# not `<NULL>`.
#
# **Writing** (`sample`). Now nobody knows the right words. Begin with `<START>`; at each step the word with the highest score
# is written, *and goes in at the next step*. Column 0 is the first word, not `<START>`. What a row has after its first `<END>`
# does not matter.
#
# Everything that the network knows is in `self.params`: training replaces those arrays, and so do the checks.
#
# <details><summary>Hint 1: axes</summary>
#
# `rnn_forward` takes (T, N, ·), the other layers (N, T, ·): `array.transpose(1, 0, 2)` goes both ways. So do the gradients.
#
# </details>
# <details><summary>Hint 2: the backward pass, in order</summary>
#
# `temporal_fc_backward`, `rnn_backward`, `word_embedding_backward`; the gradient of $h_0$ goes on to $W_{proj}$, $b_{proj}$.
#
# </details>
# <details><summary>Hint 3: one step of sampling</summary>
#
# `W_embed[words]` (N, D) → `rnn_step_forward` → scores (N, V) → `argmax(axis=1)` → the words (N,) of this column, and those
# that go in next.
#
# </details>


# %% nbgrader={"grade_id": "model_network", "solution": true}
class CaptioningRNN:
    """A network that writes sentences about pictures, given their features."""

    def __init__(self, word_to_idx, input_dim=512, wordvec_dim=128, hidden_dim=128, cell_type="rnn", dtype=np.float32):
        """word_to_idx: {word: int}, with <NULL>, <START> and <END>. Sets self.params, arrays of type dtype."""
        self.cell_type, self.dtype, self.word_to_idx = cell_type, dtype, word_to_idx
        self.null, self.start = word_to_idx["<NULL>"], word_to_idx["<START>"]
        shapes = {"W_embed": (len(word_to_idx), wordvec_dim), "W_proj": (input_dim, hidden_dim),
                  "Wx": (wordvec_dim, hidden_dim), "Wh": (hidden_dim, hidden_dim),
                  "W_vocab": (hidden_dim, len(word_to_idx))}  # fmt: skip
        # Normal numbers divided by the square root of a layer's number of inputs; smaller ones for the words.
        draw = {name: np.random.standard_normal(shape) / np.sqrt(shape[0]) for name, shape in shapes.items()}
        draw["W_embed"] /= 20
        draw |= {"b_proj": np.zeros(hidden_dim), "b": np.zeros(hidden_dim), "b_vocab": np.zeros(len(word_to_idx))}
        self.params = {name: value.astype(dtype) for name, value in draw.items()}

    def loss(self, features, captions):
        """features: floats (N, input_dim); captions: integers (N, T), each <START>, words, <END>, <NULL> …

        Returns (loss, grads): a number, and a dictionary with the keys and shapes of self.params."""
        ### BEGIN SOLUTION
        p, (words_in, words_out) = self.params, (captions[:, :-1], captions[:, 1:])
        h0 = features @ p["W_proj"] + p["b_proj"]
        vectors, embedding = word_embedding_forward(words_in, p["W_embed"])
        h, steps = rnn_forward(vectors.transpose(1, 0, 2), h0, p["Wx"], p["Wh"], p["b"])
        scores, fc = temporal_fc_forward(h.transpose(1, 0, 2), p["W_vocab"], p["b_vocab"])
        loss, dscores = temporal_softmax_loss(scores, words_out, words_out != self.null)
        dh, dW_vocab, db_vocab = temporal_fc_backward(dscores, fc)
        dvectors, dh0, dWx, dWh, db = rnn_backward(dh.transpose(1, 0, 2), steps)
        dW_embed = word_embedding_backward(dvectors.transpose(1, 0, 2), embedding)
        grads = {"W_vocab": dW_vocab, "b_vocab": db_vocab, "Wx": dWx, "Wh": dWh, "b": db, "W_embed": dW_embed}
        return loss, {**grads, "W_proj": features.T @ dh0, "b_proj": dh0.sum(axis=0)}
        ### END SOLUTION

    def sample(self, features, max_length=30):
        """Write a sentence for each picture: features (N, input_dim). Returns integers (N, max_length)."""
        ### BEGIN SOLUTION
        p, written = self.params, np.empty((len(features), max_length), dtype=np.int64)
        state, words = features @ p["W_proj"] + p["b_proj"], np.full(len(features), self.start)
        for t in range(max_length):
            state, _ = rnn_step_forward(p["W_embed"][words], state, p["Wx"], p["Wh"], p["b"])
            words = written[:, t] = (state @ p["W_vocab"] + p["b_vocab"]).argmax(axis=1)
        return written
        ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_models"}
WORDS = {word: place for place, word in enumerate(["<NULL>", "<START>", "<END>", "<UNK>", "red", "fox", "hen", "runs"])}
SIZES = {"input_dim": 6, "wordvec_dim": 3, "hidden_dim": 5}


def equal_models(rng, **changes):
    """The student's network and the reference's, in float64, with the same fresh parameters, features of 3 pictures."""
    right = reference.CaptioningRNN(WORDS, **{**SIZES, **changes}, dtype=np.float64)
    model = CaptioningRNN(WORDS, **{**SIZES, **changes}, dtype=remote("np.float64"))
    parameters = {name: rng.normal(scale=0.6, size=value.shape) for name, value in right.params.items()}
    set_parameters(right, parameters)
    set_parameters(model, parameters)
    return model, right


def sentences(rng, lengths, width):
    """Random captions (N, width): <START>, as many words as `lengths` says, <END>, and <NULL> up to the end."""
    rows = [[1, *rng.integers(3, len(WORDS), size=length), 2] for length in lengths]
    return np.array([row + [0] * (width - len(row)) for row in rows])


def up_to_end(words, n, length, name="the array of sampled words"):
    """Sampled words, verified to be integers (n, length), with <NULL> for everything after the first <END>."""
    words = check.array(words, shape=(n, length), kind="i", name=name)
    ended = np.cumsum(words == WORDS["<END>"], axis=1) - (words == WORDS["<END>"]) > 0
    return np.where(ended, 0, words)


# %% nbgrader={"grade_id": "model_loss_public", "points": 1}
model = CaptioningRNN(WORDS, **SIZES, dtype=remote("np.float64"))
set_parameters(model, {name: np.zeros(value.shape) for name, value in model.params.items()})
# 5, 2 and 4 words to say, <END> included
captions = np.array([[1, 4, 5, 7, 6, 2, 0, 0], [1, 6, 2, 0, 0, 0, 0, 0], [1, 3, 5, 4, 2, 0, 0, 0]])
loss, _ = check.pair(model.loss(np.ones((3, 6)), captions), 2, name="loss")
told = "All 8 words are equally probable; 5, 2 and 4 steps count, averaged over 3 sentences."
axes = {0: "batch of 3", 1: "steps, 7"}
check.close(loss, 11 / 3 * np.log(8), name="loss, if all params are 0", axes=axes, hint=told, mistakes={
    "steps at which <NULL> should come out count, too": 7 * np.log(8),
    "the words that go in say which steps count, where those that should come out do": 14 / 3 * np.log(8),
    "averaged over the words, where over the sentences was expected": np.log(8),
    "<END> does not count, where it is the last word that should come out": 8 / 3 * np.log(8),
})  # fmt: skip
check.passed("CaptioningRNN: the loss of three sentences of different lengths is right where all params are 0")

# %% nbgrader={"grade_id": "model_gradient_public", "points": 2}
numbers = np.random.default_rng(5)
model = CaptioningRNN(WORDS, **SIZES, dtype=remote("np.float64"))
shapes = {"W_embed": (8, 3), "W_proj": (6, 5), "b_proj": (5,), "Wx": (3, 5), "Wh": (5, 5), "b": (5,),
          "W_vocab": (5, 8), "b_vocab": (8,)}  # fmt: skip
parameters = {name: numbers.normal(scale=0.5, size=shape) for name, shape in shapes.items()}
features, captions = numbers.normal(size=(7, 6)), sentences(numbers, (3, 1, 2, 3, 2, 1, 3), 5)


def loss_of(arrays):
    set_parameters(model, arrays)
    return check.pair(model.loss(features, captions), 2, name="loss")[0]


loss = check.number(loss_of(parameters), name="loss")
if float(np.float32(loss)) == loss:
    check.fail("The loss is rounded to float32, where float64 was expected: params and features are float64.")
_, grads = check.pair(model.loss(features, captions), 2, name="loss")
check.keys(grads, shapes, name="grads")
claimed, told = (
    {name: grads[name] for name in shapes},
    {"expected": 6.46584353, "axes": {0: "batch of 7", 1: "steps, 4"}},
)
loss_gradient_check(loss_of, parameters, claimed, rng=numbers, **told).assert_passed()
check.at_least(np.abs(check.array(grads["W_vocab"])).mean(), 1e-3, name='the mean size of grads["W_vocab"]')
check.passed("CaptioningRNN: all eight gradients agree with the measured slopes of the loss")

# %% nbgrader={"grade_id": "model_loss", "points": 3}
# Hidden: the loss for fresh parameters and sentences: of different lengths, one that fills its row, and a batch of one.
### BEGIN HIDDEN TESTS
for lengths, width, changes in (((3, 1, 4), 7, {}), ((5, 2), 7, {"hidden_dim": 4}), ((2,), 5, {"wordvec_dim": 4})):
    model, right = equal_models(rng, **changes)
    features, captions = rng.normal(size=(len(lengths), 6)), sentences(rng, lengths, width)
    before, captions_before = features.copy(), captions.copy()
    loss, _ = check.pair(model.loss(features, captions), 2, name="loss")
    check.close(
        loss, right.loss(before.copy(), captions_before.copy())[0], name=f"loss, for sentences of {lengths} words"
    )
    check.unchanged(before, features, name="features")
    check.unchanged(captions_before, captions, name="captions")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_grads_words", "points": 2}
# Hidden: the gradients of W_vocab, b_vocab and W_embed, for fresh parameters and sentences.
### BEGIN HIDDEN TESTS
for lengths, width in (((3, 1, 4, 5), 7), ((2,), 6)):
    model, right = equal_models(rng)
    features, captions = rng.normal(size=(len(lengths), 6)), sentences(rng, lengths, width)
    _, grads = check.pair(model.loss(features, captions), 2, name="loss")
    expected = right.loss(features.copy(), captions.copy())[1]
    check.keys(grads, ["W_vocab", "b_vocab", "W_embed"], name="grads")
    for name in ("W_vocab", "b_vocab", "W_embed"):
        shapes = [(1, expected[name].size)] if name[0] == "b" else None
        check.close(grads[name], expected[name], name=f'grads["{name}"]', shapes=shapes)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_grads_rnn", "points": 2}
# Hidden: the gradients of Wx, Wh and b, whatever the model computed before.
### BEGIN HIDDEN TESTS
model, right = equal_models(rng)
features, captions = rng.normal(size=(3, 6)), sentences(rng, (3, 1, 4), 6)
model.loss(features[:2], captions[:2])
_, grads = check.pair(model.loss(features, captions), 2, name="loss")
expected = right.loss(features.copy(), captions.copy())[1]
check.keys(grads, ["Wx", "Wh", "b"], name="grads")
for name in ("Wx", "Wh", "b"):
    check.close(grads[name], expected[name], name=f'grads["{name}"]', shapes=[(1, 5)] if name == "b" else None)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_grads_image", "points": 2}
# Hidden: the gradients of W_proj and b_proj, which have come back through every time step.
### BEGIN HIDDEN TESTS
for lengths in ((3, 1, 4), (2,)):
    model, right = equal_models(rng)
    features, captions = rng.normal(size=(len(lengths), 6)), sentences(rng, lengths, 6)
    _, grads = check.pair(model.loss(features, captions), 2, name="loss")
    expected = right.loss(features.copy(), captions.copy())[1]
    check.keys(grads, ["W_proj", "b_proj"], name="grads")
    check.close(grads["W_proj"], expected["W_proj"], name='grads["W_proj"]')
    check.close(grads["b_proj"], expected["b_proj"], name='grads["b_proj"]', shapes=[(1, 5)])
### END HIDDEN TESTS


# %% tags=["setup"] nbgrader={"grade_id": "setup_reciter"}
def reciter(words, **changes):
    """Parameters for a network that says `words` (then <END>, for ever), whatever the picture: each word calls the next."""
    order = [WORDS["<START>"], *(WORDS[word] for word in words), WORDS["<END>"]]
    size = len(WORDS)
    follows = np.zeros((size, size))
    for word, following in zip(order, [*order[1:], order[-1]], strict=True):
        follows[word, following] = 3.0
    zeros = {"W_proj": np.zeros((6, size)), "b_proj": np.zeros(size), "Wh": np.zeros((size, size)), "b": np.zeros(size)}
    return {
        **zeros,
        "W_embed": np.eye(size),
        "Wx": follows,
        "W_vocab": np.eye(size),
        "b_vocab": np.zeros(size),
        **changes,
    }


# %% nbgrader={"grade_id": "model_sample_public", "points": 1}
model = CaptioningRNN(WORDS, input_dim=6, wordvec_dim=8, hidden_dim=8)
set_parameters(model, {name: value.astype(np.float32) for name, value in reciter(["red", "fox", "runs"]).items()})
written = up_to_end(model.sample(np.zeros((2, 6), dtype=np.float32), max_length=5), 2, 5)
name = "the array of sampled words, with 0 for all after <END>"
check.close(written, np.array([[4, 5, 7, 2, 0]] * 2), name=name, mistakes={
    "<START> goes in at every step, where the word just written was expected": np.array([[4] * 5] * 2),
    "column 0 is <START>, where the first word was expected": np.array([[1, 4, 5, 7, 2]] * 2),
})  # fmt: skip
check.passed("CaptioningRNN: a network that knows one sentence says it")

# %% nbgrader={"grade_id": "model_sample", "points": 2}
# Hidden: the words that networks with fresh parameters write, which seldom say <END>; features stay as they were.
### BEGIN HIDDEN TESTS
for n, length, changes in ((5, 8, {}), (1, 6, {"hidden_dim": 4}), (4, 30, {"wordvec_dim": 4})):
    model, right = equal_models(rng, **changes)
    unending = {**right.params, "b_vocab": right.params["b_vocab"] - 9.0 * (np.arange(8) == WORDS["<END>"])}
    set_parameters(model, unending)
    set_parameters(right, unending)
    features = 2 * rng.normal(size=(n, 6))
    before = features.copy()
    got = model.sample(features) if length == 30 else model.sample(features, max_length=length)
    expected = up_to_end(right.sample(before.copy(), max_length=length), n, length)
    check.equal(up_to_end(got, n, length), expected, name=f"the words for {n} pictures, with 0 for all after <END>")
    check.unchanged(before, features, name="features")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_sample_ends", "points": 1}
# Hidden: <END> as the first word of one picture and never of another, and max_length=1.
### BEGIN HIDDEN TESTS
model, right = equal_models(rng, hidden_dim=8, wordvec_dim=8)
# What the first feature adds to the state decides whether "hen" or <END> is said; it is never forgotten.
end, hen = WORDS["<END>"], WORDS["hen"]
lasting, shown = np.zeros((6, 8)), np.zeros((8, 8))
lasting[0, end], lasting[1, hen] = 5.0, 5.0
shown[end, end] = shown[hen, hen] = rng.uniform(2, 3)
parameters = reciter([], W_proj=lasting, Wh=shown, Wx=np.zeros((8, 8)))
set_parameters(model, parameters)
set_parameters(right, parameters)
features = np.zeros((3, 6))
features[[0, 1, 2], [1, 0, 1]] = 1
for length in (6, 1):
    expected = up_to_end(right.sample(features.copy(), max_length=length), 3, length)
    check.equal(
        up_to_end(model.sample(features, max_length=length), 3, length),
        expected,
        name=f"the words, for max_length={length}",
    )
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** In training the network always reads the right words; when it writes, it reads its own. What happens
# after its first mistake?
#
# ## 4. Training (about 80 minutes)
#
# The `CaptioningSolver` is homework 2's Solver for sentences. It keeps the parameters of the epoch with the lowest validation
# loss. Its accuracy is strict: the share of sentences that are right **as a whole**.

# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
# float64 for the embedded set, so that every computer finds the same; float32 is twice as fast.
embedded = data["name"] == "digit_pairs"
NETWORK = {"input_dim": data["train_features"].shape[1], "wordvec_dim": 32 if embedded else 128,
           "dtype": np.float64 if embedded else np.float32}  # fmt: skip
TRAINING = {
    "update_rule": "adam",
    "optim_config": {"learning_rate": 3e-3 if embedded else 1e-3},
    "lr_decay": 0.75 if embedded else 0.9,
    "batch_size": 50,
    "num_train_samples": 200,
    "verbose": False,
}


def fewer_pictures(data, count=2000, validation=200):
    """The data with the sentences of `count` and `validation` pictures, to train fast; features are not copied."""
    few = {**data, "test_features": data["val_features"][:1]}
    for split, most in (("train", count), ("val", validation)):
        chosen = data[f"{split}_image_idxs"] < most
        few |= {f"{split}_{part}": data[f"{split}_{part}"][chosen] for part in ("captions", "image_idxs")}
        few |= {f"{split}_{part}": data[f"{split}_{part}"][:most] for part in ("features", "images")}
    return few


few = fewer_pictures(data)

# %% [markdown]
# ### 4.1 How should $W_h$ start?
#
# The network names the second digit six steps after seeing it. The less of the gradient reaches $h_0$, the more slowly it
# learns to see. Write a function that makes a network, gives it the start that part 1 recommends, and trains it:


# %% nbgrader={"grade_id": "training_train", "solution": true}
def train(data, hidden_dim, num_epochs):
    """Train a CaptioningRNN on the captions of `data` (see `load_captions`), with the settings NETWORK and TRAINING.

    Wh starts as a random orthogonal matrix (`recurrent_starts` has one), everything else as the class draws it.
    Returns (model, solver): the trained network and its CaptioningSolver.
    """
    np.random.seed(545)  # the same starting weights, and so the same results, every time
    ### BEGIN SOLUTION
    model = CaptioningRNN(data["word_to_idx"], hidden_dim=hidden_dim, **NETWORK)
    model.params["Wh"] = recurrent_starts(hidden_dim)["orthogonal"].astype(NETWORK["dtype"])
    solver = CaptioningSolver(model, data, num_epochs=num_epochs, **TRAINING)
    solver.train()
    return model, solver
    ### END SOLUTION


# %% nbgrader={"grade_id": "training_run"}
small_model, small_solver = train(few, hidden_dim=96, num_epochs=6)
learned = share(small_solver.best_val_acc)
print(f"{len(few['train_features']):,} pictures, 6 epochs: {learned} of the validation sentences are right as a whole")


# %% tags=["setup"] nbgrader={"grade_id": "setup_whole_sentences"}
def whole_sentences(model, features, captions):
    """The share of captions that the parameters of `model`, and nothing else of it, write word for word."""
    check.keys(model.params, ["W_embed", "W_proj", "b_proj", "Wx", "Wh", "b", "W_vocab", "b_vocab"], name="params")
    W_embed = check.array(model.params["W_embed"], shape=(len(data["word_to_idx"]), None), name='params["W_embed"]')
    Wh = check.array(model.params["Wh"], shape=(None, None), name='params["Wh"]')
    sizes = {"input_dim": features.shape[1], "wordvec_dim": W_embed.shape[1], "hidden_dim": Wh.shape[0]}
    right = reference.CaptioningRNN(data["word_to_idx"], **sizes, dtype=np.float64)
    for name, own in right.params.items():
        value = check.array(model.params[name], name=f'params["{name}"]')
        check.equal(value.size, own.size, name=f'the number of entries in params["{name}"]')
        right.params[name] = value.reshape(own.shape).astype(np.float64)
    written = right.sample(features, max_length=captions.shape[1] - 1)
    return float(same_sentences(written, captions[:, 1:], data["word_to_idx"]["<END>"]).mean())


# %% nbgrader={"grade_id": "training_public", "points": 1}
losses = check.array(np.array(list(small_solver.loss_history)), name="solver.loss_history")
check.at_most(losses[-20:].mean(), 0.6 * losses[:20].mean(), name="the last losses, where the first are"
              f" {digits(losses[:20].mean())}")  # fmt: skip
if embedded:  # no two people say the same about a photograph
    reached = whole_sentences(small_model, few["val_features"], few["val_captions"])
    check.at_least(reached, 0.3, name="the share of whole validation sentences that are right")
check.passed("train: it returns a network that has learned, and its solver")

# %% nbgrader={"grade_id": "training_start", "points": 1}
# Hidden: without an epoch of training, Wh is orthogonal and of the given size, and Wx is as the class draws it.
### BEGIN HIDDEN TESTS
for size in (5, 12):
    model, _ = check.pair(train(fewer_pictures(data, 60, 20), size, 0), 2, name="train")
    Wh = check.array(model.params["Wh"], shape=(size, size), name='params["Wh"]')
    check.close(Wh @ Wh.T, np.eye(size), name="Wh times its transpose", atol=1e-6)
    check.at_most(np.abs(np.diag(Wh)).max(), 0.999, name="the largest entry on the diagonal of Wh", hint="Random, too.")
    Wx = check.array(model.params["Wx"], shape=(None, size), name='params["Wx"]')
    check.close(Wx.std() * np.sqrt(len(Wx)), 1.0, name="the spread of Wx, times √D", atol=0.4)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_apart", "points": 1}
# Hidden: train learns from the training sentences that it is given, and from no others: not from those for validation.
### BEGIN HIDDEN TESTS
# Two new words, "<HERE>" in training sentences only and "<THERE>" in those for validation only. Nobody who learns from
# the training sentences alone moves the vector of "<THERE>".
words, common = dict(data["word_to_idx"]), data["word_to_idx"]["a"]
words |= {"<HERE>": len(words), "<THERE>": len(words) + 1}
marked = {**fewer_pictures(data, 60, 40), "word_to_idx": words, "idx_to_word": list(words)}
for split, word in (("train", "<HERE>"), ("val", "<THERE>")):
    rows = marked[f"{split}_captions"]  # a copy
    rows[::4] = np.where(rows[::4] == common, words[word], rows[::4])
vectors = []
for epochs in (0, 3):
    model, _ = check.pair(train(marked, 8, epochs), 2, name="train")
    vectors.append(check.array(model.params["W_embed"], shape=(len(words), None), name='params["W_embed"]'))
moved = np.abs(vectors[1] - vectors[0]).max(axis=1)
check.at_least(moved[words["<HERE>"]], 1e-4, name="how far a word of the training sentences has moved")
check.at_most(moved[words["<THERE>"]], 1e-9, name="how far a word moves that only validation sentences have")
### END HIDDEN TESTS

# %% [markdown]
# For your grade, this small network writes sentences about 500 **test** pictures, whose captions are not in this notebook. At
# least half must be right as a whole.

# %% nbgrader={"grade_id": "training_accuracy", "points": 3}
# Hidden: the share of the test sentences that small_model writes word for word: at least 50 %; half the points from 25 %.
### BEGIN HIDDEN TESTS
from coursekit.data.captions import held_out_captions

if embedded:  # as for validation; work is always graded on these
    reached = whole_sentences(small_model, data["test_features"], held_out_captions())
    if 0.25 <= reached < 0.5:
        check.partial(0.5, f"{share(reached)} of the test sentences are right as a whole: full points need 50%.")
    check.at_least(reached, 0.5, name="the share of the test sentences that are right as a whole")
    check.passed(f"{share(reached)} of the test sentences are right as a whole")
### END HIDDEN TESTS

# %% [markdown]
# Was it worth it? A short training from all three starts, with three different seeds each:

# %% nbgrader={"grade_id": "training_starts_ungraded_picture"}
histories = {name: [] for name in recurrent_starts(96)}
for seed in range(3):
    for name, Wh in recurrent_starts(96, seed).items():
        np.random.seed(seed)
        model = CaptioningRNN(data["word_to_idx"], hidden_dim=96, **NETWORK)
        model.params["Wh"] = Wh.astype(NETWORK["dtype"])
        solver = CaptioningSolver(model, few, num_epochs=5, seed=seed, **TRAINING)
        solver.train()
        histories[name].append(solver.val_acc_history)
pictures.accuracies_by_epoch(histories)

# %% [markdown]
# ### 4.2 The whole training
#
# Now all pictures, and more epochs: about twenty seconds.

# %% nbgrader={"grade_id": "training_curves_ungraded_picture"}
captioner, solver = train(data, hidden_dim=128, num_epochs=10)
losses = {"train_loss": np.reshape(solver.loss_history, (10, -1)).mean(axis=1), "val_loss": solver.val_loss_history[1:]}
pictures.training_curves(solver) if embedded else pictures.loss_curves(losses)

# %% [markdown]
# Here is what it writes about pictures that it has never seen. Where a sentence is wrong, the right one is shown in
# grey below.

# %% nbgrader={"grade_id": "training_captions_ungraded_picture"}
shown = np.arange(12)
written = decode_captions(captioner.sample(data["val_features"][shown], max_length=16), data["idx_to_word"])
truths = [decode_captions(data["val_captions"][data["val_image_idxs"] == i, 1:], data["idx_to_word"]) for i in shown]
pictures.captioned([data["val_images"][i] for i in shown], written, truths=truths)

# %% [markdown]
# Twelve pictures may be lucky. Where does it fail? The first validation pictures whose sentence is wrong:

# %% nbgrader={"grade_id": "training_mistakes_ungraded_picture"}
sampled = captioner.sample(data["val_features"], max_length=data["val_captions"].shape[1] - 1)
written = decode_captions(sampled, data["idx_to_word"])
truths = [[] for _ in written]
right = decode_captions(data["val_captions"][:, 1:], data["idx_to_word"])
for place, truth in zip(data["val_image_idxs"], right, strict=True):
    truths[place].append(truth)
whole = [sentence in truth for sentence, truth in zip(written, truths, strict=True)]
print(f"{share(np.mean(whole))} are right as a whole")
wrong = np.flatnonzero(np.logical_not(whole))[:6]
wrong_images, said, asked = ([part[i] for i in wrong] for part in (data["val_images"], written, truths))
pictures.captioned(wrong_images, said, truths=asked)

# %% [markdown]
# For photographs this is too strict: no two people say the same. There one measures BLEU: how many of a caption's runs
# of 1 to 4 words occur in people's sentences, too. (For digits, the next cell prints nothing.)

# %% nbgrader={"grade_id": "training_bleu_ungraded_picture"}
if not embedded:
    from coursekit import bleu

    print("BLEU in validation:", ", ".join(f"BLEU-{n} {share(value)}" for n, value in bleu(written, truths).items()))

# %% [markdown]
# A last look: what does it say about pictures that are *not* pairs of digits?

# %% nbgrader={"grade_id": "training_strange_ungraded_picture"}
if embedded:
    from coursekit.data.captions import pair_features

    pair = data["val_images"][0]
    strange = [np.zeros((20, 20)), np.roll(pair, 6, axis=1), pair[::-1], pair.T, 1 - pair, np.tri(20)]
    answers = decode_captions(captioner.sample(pair_features(np.array(strange)), max_length=8), data["idx_to_word"])
pictures.captioned(strange, answers) if embedded else None

# %% [markdown]
# **Think about it.** The words come as readily as before. Which numbers that the network computes along the way would
# you look at before you believe a caption?
#
# ### 4.3 Your report
#
# Report how the training went and what the captions are worth (graded by hand: 4 points). Say
#
# 1. what the learning curves show: is there a gap between training and validation, and did you train long enough?
# 2. what the three starts of $W_h$ differ in, and how sure you can be from three runs each;
# 3. three captions that are wrong, with what went wrong in each, and what that says about the network or about the features.

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 4, "solution": true}
# **My report**
#
# ### BEGIN SOLUTION
# The loss falls fast in the first two epochs and then slowly. From the sixth epoch on all training sentences are right, and
# about 93 % of the validation sentences: the gap of 7 points does not close, so longer training would not help. More
# handwritten digits would: the 6,000 pictures show the same 1,097 digits again and again.
#
# In each of the three runs the small start ends last (44 to 49 %) and the orthogonal start first (58 to 66 %), ahead of normal
# numbers over √H (49 to 58 %) by 2 to 17 points. Runs of one start differ by up to 9 points. That the small start is worse than
# the orthogonal one, by 11 to 19 points in each run, can hardly be luck; that the normal one is, I would believe only
# after ten runs. The picture in part 1 agrees: with the small start next to nothing is left of the gradient after five
# steps; with normal numbers the median loses a factor of about ten, and with the orthogonal start hardly anything.
#
# Wrong captions: "a four left of a two" for a seven with a bar, which is a crossed seven in few pixels; "a nine left of a
# four" for an eight whose lower loop is closed up; "a five above a seven" for a four whose top is open. In all three the order
# and the words around the digits are right, and one digit is taken for one that looks like it. The language was learned
# completely; what fails is seeing, and so better features would help more than a larger recurrent network.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# A picture becomes a state, and a state a sentence, one word at a time. Larger captioners have better parts (deeper networks,
# gated cells, attention), but the loss, the mask and the sampling are yours.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | embedding | a learned vector for each word |
# | state | what a recurrent network keeps from step to step |
# | backpropagation through time | the backward pass of a recurrent network |
# | vanishing gradient | one that loses length with every step back |
# | mask | 0 where a step does not count |
# | teacher forcing | training on the right words, whatever the network would have said |
# | greedy sampling | always taking the most probable word |
# | BLEU | the share of a caption's word runs that occur in people's sentences as well |
#
# **To read on**
#
# - A. Karpathy, L. Fei-Fei, *Deep visual-semantic alignments for generating image descriptions* (CVPR, 2015)
# - O. Vinyals, A. Toshev, S. Bengio, D. Erhan, *Show and tell* (CVPR, 2015)
# - Q. Le, N. Jaitly, G. Hinton, *A simple way to initialize recurrent networks of rectified linear units* (2015)
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapter 10 (MIT Press, 2016)
#
# The questions follow the fourth problem of a homework of EECS 545 at the University of Michigan (Winter 2020), which credits
# Stanford's CS231n.

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
