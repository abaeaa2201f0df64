# %% [markdown]
# # A convolutional network that reads digits
#
# You have the layers: fully connected, ReLU and softmax from homework 2, convolution and pooling from the notebook before
# this one. Now you put them together into a convolutional network, train it to read handwritten digits, and choose the size
# of its filters. It is the network that read bank cheques in the 1990s, and it is a few dozen lines.
#
# **You will be able to**
#
# - compute a convolution as one matrix product, which makes it fast enough to train;
# - compose convolutional and fully connected layers, and run their backward passes in reverse order;
# - choose two hyperparameters together on a validation set, and say how far the choice can be trusted;
# - look at what a network has learned: its filters and its feature maps.
#
# **You need**: *Convolution and pooling by hand*, and *Layers and backpropagation by hand* (homework 2). A layer of yours
# that is not right costs its points once: the network is then also graded with correct layers.
#
# **Time**: about 200 minutes, of which the computer needs less than one.
#
# **Data**: the handwritten digits that come with scikit-learn (1,797 images of 8×8 pixels), so nothing has to be
# downloaded. The notebook also runs on MNIST (70,000 images of 28×28 pixels): fetch it with
# `python -m coursekit.data fetch mnist`, and start Jupyter with the environment variable `DLBH_DATASET` set to `mnist`.
# The cell below the imports prints which of the two is in use. Your work is graded on scikit-learn's digits.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words.
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check, on inputs unknown in advance.
# - Images have the shape $(N, C, H, W)$: $N$ images with $C$ channels, $H$ pixels high and $W$ pixels wide.
# - **No function may change its arguments**: `x = x - 1` makes a new array, `x -= 1` changes the caller's.
# - You may use NumPy, and SciPy. Finished layers, losses or automatic differentiation from a library are ruled out.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, gradient_check, loss_gradient_check, reference, remote, rng
from coursekit import accuracy_of, fewer_examples, set_parameters, share
from coursekit import Solver, describe_images, load_images, pictures, with_channels

# %% tags=["setup"] nbgrader={"grade_id": "setup_data"}
rows = load_images()
data = with_channels(rows)  # the same images as (N, 1, height, width), for the convolution
print(describe_images(data))

# %% nbgrader={"grade_id": "data_picture"}
pictures.examples(rows)

# %% [markdown]
# ## 1. The layers that you bring
#
# ### 1.1 From homework 2
#
# Copy your functions from homework 2 into the next three cells. They are checked once more, each for one point.


# %% nbgrader={"grade_id": "fc_layer", "solution": true}
def fc_forward(x, w, b):
    """The fully connected layer: x (N, D), w (D, M), b (M,). Returns (out, cache): out (N, M)."""
    ### BEGIN SOLUTION
    return x @ w + b, (x, w)
    ### END SOLUTION


def fc_backward(dout, cache):
    """Its backward pass: dout (N, M). Returns (dx, dw, db): (N, D), (D, M) and (M,), or (1, M) for db."""
    ### BEGIN SOLUTION
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "fc_public", "points": 1}
x, w = np.arange(12.0).reshape(4, 3) * 3 % 7 - 2, np.arange(15.0).reshape(3, 5) * 2 % 7 - 3
inputs = {"x": x, "w": w, "b": np.array([1.0, 0, -1, 2, 3])}
out = np.array([[19.0, -4, -6, 3, -4], [-2, 8, -10, -3, 9], [-2, -8, 7, 12, -6], [-2, -10, 3, 20, -14]])
numbers, axes = np.random.default_rng(1), {0: "batch of 4"}
gradient_check(fc_forward, fc_backward, inputs, rng=numbers, expected=out, axes=axes).assert_passed()
check.passed("fc_forward and fc_backward are right")


# %% nbgrader={"grade_id": "relu_layer", "solution": true}
def relu_forward(x):
    """ReLU, elementwise, for arrays of any shape. Returns (out, cache)."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0), x
    ### END SOLUTION


def relu_backward(dout, cache):
    """Its backward pass. Returns dx, of dout's shape."""
    ### BEGIN SOLUTION
    return dout * (cache > 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "relu_public", "points": 1}
x = np.array([[[[-1.5, 2.0, 3.0], [0.25, -3.0, -0.5]]]])
before = x.copy()
out, cache = check.pair(relu_forward(x), 2, name="relu_forward")
check.close(out, np.array([[[[0.0, 2.0, 3.0], [0.25, 0.0, 0.0]]]]), name="out")
check.unchanged(before, x, name="x")
dx = relu_backward(np.array([[[[5.0, -6.0, 1.0], [7.0, 8.0, -9.0]]]]), cache)
mistakes = {"0 where dout is negative, where 0 for negative x was expected": np.array([[[[5.0, 0, 1], [7, 8, 0]]]])}
check.close(dx, np.array([[[[0.0, -6.0, 1.0], [7.0, 0.0, 0.0]]]]), name="dx", mistakes=mistakes)
check.passed("relu_forward and relu_backward are right")


# %% nbgrader={"grade_id": "softmax_loss", "solution": true}
def softmax_loss(x, y):
    """Softmax and the mean negative log-likelihood: x (N, C) scores, y (N,) labels. Returns (loss, dx)."""
    ### BEGIN SOLUTION
    shifted = x - x.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    dx = np.exp(log_p)
    dx[rows, y] -= 1
    return -log_p[rows, y].mean(), dx / len(y)
    ### END SOLUTION


# %% nbgrader={"grade_id": "softmax_public", "points": 1}
# exp(x) / 8 is the softmax, and y chooses 5/8, 1/8, 2/8, 3/8 and 5/8 from it.
x, y = np.log(np.array([[1.0, 2, 5], [6, 1, 1], [2, 4, 2], [3, 3, 2], [1, 5, 2]])), np.array([2, 1, 0, 1, 1])
expected = np.array([[1.0, 2, -3], [6, -7, 1], [-6, 4, 2], [3, -5, 2], [1, -3, 2]]) / 40
mistakes = {"the 1 is not subtracted at the right class": np.exp(x) / 40}
axes = {0: "batch of 5", 1: "classes, 3"}
for told, shift in (("", 0.0), (", for scores near 1000", 1000.0)):
    loss, dx = check.pair(softmax_loss(x + shift, y), 2, name="softmax_loss")
    right = -np.log(np.array([5, 1, 2, 3, 5]) / 8).sum() / 5
    check.close(loss, right, name=f"loss{told}", atol=1e-8, axes=axes)
    check.close(dx, expected, name=f"dx{told}", atol=1e-8, axes=axes, mistakes=mistakes)
check.passed("softmax_loss is right, for scores near 1000, too")

# %% [markdown]
# ### 1.2 A convolution that is fast enough
#
# Training calls the convolution thousands of times, so loops over images, filters and channels take a long time. The
# way out is the oldest trick of the trade, called **im2col**: write every patch that a filter looks at into a row of a
# long matrix, $P$ of shape $(N H'' W'') \times (C H' W')$ for filters of $H' \times W'$ and maps of $H'' \times W''$,
# and every filter into a column of another. All outputs are then **one matrix product**, and so are both gradients.
# Matrix products are what computers do fastest.
#
# Use your functions of *Convolution and pooling by hand*, and make them faster if they loop over images or filters. The
# checks of this question pass whatever is right, however slow. The training at the end, though, is stopped after four
# minutes when your work is graded: that is plenty for matrix products, and too little for loops over single pixels.
#
# The network computes in `float32` if it is asked to, in half the time and half the memory. So **a layer keeps the type that it gets**:
# `float32` in, `float32` out, backwards as well. Watch for `np.zeros(shape)`, which is `float64` unless it is told otherwise.
#
# <details><summary>Hint 1: all patches without a loop</summary>
#
# `np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(2, 3))` is a view of shape
# (N, C, H'', W'', height, width). Bring its axes into the order (N, H'', W'', C, height, width) and reshape.
#
# </details>
# <details><summary>Hint 2: backwards</summary>
#
# With $P$ the patches, $D$ the upstream gradient as rows of F numbers and $V$ the filters as rows: the gradient of the
# filters is $D^\top P$, and that of the patches $D V$. Then add each patch back to the place where it came from: a loop over
# the few places $(p, q)$ *within* a filter does this for all patches at once.
#
# </details>


# %% nbgrader={"grade_id": "conv_layer", "solution": true}
def conv_forward(x, w):
    """The convolution layer: x (N, C, H, W), w (F, C, height, width); stride 1, no padding, no bias.

    Returns (out, cache): out (N, F, H - height + 1, W - width + 1).
    """
    ### BEGIN SOLUTION
    patches = patches_of(x, w)
    out = patches @ w.reshape(len(w), -1).T
    rows, columns = x.shape[2] - w.shape[2] + 1, x.shape[3] - w.shape[3] + 1
    return out.reshape(len(x), rows, columns, len(w)).transpose(0, 3, 1, 2), (patches, x.shape, w)


def patches_of(x, w):
    """Every patch of x that a filter looks at, as a row: (N · rows · columns, C · height · width)."""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return windows.transpose(0, 2, 3, 1, 4, 5).reshape(-1, w[0].size)
    ### END SOLUTION


def conv_backward(dout, cache):
    """Its backward pass: dout of out's shape. Returns (dx, dw)."""
    ### BEGIN SOLUTION
    patches, shape, w = cache
    count, filters, rows, columns = dout.shape
    upstream = dout.transpose(0, 2, 3, 1).reshape(-1, filters)
    dw = (upstream.T @ patches).reshape(w.shape)
    dpatches = (upstream @ w.reshape(filters, -1)).reshape(count, rows, columns, *w.shape[1:])
    dx = np.zeros(shape, dpatches.dtype)
    for p, q in np.ndindex(w.shape[2:]):
        dx[:, :, p : p + rows, q : q + columns] += dpatches[..., p, q].transpose(0, 3, 1, 2)
    return dx, dw
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_public", "points": 1}
# Two images, one channel, one filter.
x, w = np.arange(24.0).reshape(2, 1, 3, 4) * 5 % 7 - 2, np.array([[[[1.0, 2, -1], [0, 3, 1]]]])
before = x.copy()
out, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
right, turned = [[[[9.0, 4], [10, 5]]], [[[5.0, 7], [-8, 15]]]], [[[[7.0, 2], [8, 3]]], [[[3.0, 5], [-3, 20]]]]
mistakes = {"the filter is turned by 180°: the layer leaves it as it is": np.array(turned)}
check.close(out, np.array(right), name="out", mistakes=mistakes)
check.unchanged(before, x, name="x")
dout = np.array([[[[1.0, 2], [0, 3]]], [[[-1.0, 0], [2, 1]]]])
dx, _ = check.pair(conv_backward(dout, cache), 2, name="conv_backward")
right = [[1.0, 4, 3, -2], [0, 6, 13, -1], [0, 0, 9, 3]], [[-1.0, -2, 1, 0], [2, 2, -1, -1], [0, 6, 5, 1]]
last = [[1.0, 2, -1, -2], [0, 3, 1, 2], [0, 0, 0, 3]], [[-1.0, -2, 1, 0], [0, -3, -1, 0], [0, 6, 2, 1]]
mistakes = {"where patches overlap, only the last counts: `=` where `+=` is needed?": np.array(last)[:, None]}
check.close(dx, np.array(right)[:, None], name="dx", axes={0: "batch of 2"}, mistakes=mistakes)
# Two images of five channels, and three filters.
x, w = np.arange(120.0).reshape(2, 5, 3, 4) * 7 % 11 - 3, np.arange(90.0).reshape(3, 5, 2, 3) * 3 % 7 - 2
first = [[48.0, 94], [78, 47]], [[28.0, 87], [55, 114]], [[64.0, 87], [46, 69]]
second = [[47.0, 5], [110, 46]], [[114.0, 8], [64, 90]], [[69.0, 4], [18, 85]]
numbers, told = np.random.default_rng(1), {"expected": np.array([first, second]), "axes": {0: "batch of 2"}}
gradient_check(conv_forward, conv_backward, {"x": x, "w": w}, rng=numbers, **told).assert_passed()
out, cache = check.pair(conv_forward(x.astype(np.float32), w.astype(np.float32)), 2, name="conv_forward")
dx, dw = check.pair(conv_backward(np.ones((2, 3, 2, 2), np.float32), cache), 2, name="conv_backward")
for name, value in (("out", out), ("dx", dx), ("dw", dw)):
    if (found := check.array(value, name=name).dtype) != np.float32:
        told = "`np.zeros` makes float64 unless it is told otherwise: give it `dtype=`."
        check.fail(f"{name} is {found} where float32 was expected, because the inputs are float32.\n{told}")
check.passed("conv_forward and conv_backward are right, and keep the type that they get")

# %% nbgrader={"grade_id": "conv_fresh", "points": 1}
# Hidden: conv_forward and conv_backward on fresh images and filters of several sizes, which are left as they were.
### BEGIN HIDDEN TESTS
for images, filters in (((2, 3, 5, 7), (4, 3, 2, 3)), ((3, 2, 6, 4), (5, 2, 3, 1)), ((1, 1, 4, 5), (2, 1, 4, 4))):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    x_before, w_before = x.copy(), w.copy()
    expected, right_cache = reference.conv_forward(x_before.copy(), w_before.copy())
    dout = rng.normal(size=expected.shape)
    dx, dw = reference.conv_backward(dout.copy(), right_cache)
    out, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
    got = check.pair(conv_backward(dout, cache), 2, name="conv_backward")
    check.unchanged(x_before, x, name="x")
    check.unchanged(w_before, w, name="w")
    check.close(out, expected, name=f"out, for x {images} and w {filters}")
    check.close(got[0], dx, name=f"dx, for x {images} and w {filters}")
    check.close(got[1], dw, name=f"dw, for x {images} and w {filters}")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Every pixel occurs in up to $H' W'$ patches. How much memory does $P$ need for 100 images of 28×28
# pixels and filters of 7×7, and how much do the images themselves need?
#
# ### 1.3 Pooling
#
# Here, too, use your own. Windows are 2×2 at stride 2 in this network; a loop over the four places *within* a window is
# much faster than one over all windows. The type must be kept here, too.


# %% nbgrader={"grade_id": "max_pool_layer", "solution": true}
def max_pool_forward(x, pool_param):
    """Max pooling: x (N, C, H, W), pool_param with 'pool_height', 'pool_width', 'stride'; sizes are rounded down.

    Returns (out, cache): out (N, C, (H - pool_height) // stride + 1, (W - pool_width) // stride + 1).
    """
    ### BEGIN SOLUTION
    out = np.max([x[place] for place in places_of(x.shape, pool_param)], axis=0)
    return out, (x, out, pool_param)


def places_of(shape, pool_param):
    """For each place within a window, the slices that pick it from all windows at once."""
    height, width, stride = (pool_param[key] for key in ("pool_height", "pool_width", "stride"))
    rows, columns = (shape[2] - height) // stride + 1, (shape[3] - width) // stride + 1
    for p, q in np.ndindex(height, width):
        yield np.s_[:, :, p : p + stride * (rows - 1) + 1 : stride, q : q + stride * (columns - 1) + 1 : stride]
    ### END SOLUTION


def max_pool_backward(dout, cache):
    """Its backward pass: dout of out's shape. Returns dx (N, C, H, W)."""
    ### BEGIN SOLUTION
    x, out, pool_param = cache
    dx, left = np.zeros(x.shape, dout.dtype), np.ones(dout.shape, bool)
    for place in places_of(x.shape, pool_param):
        here = (x[place] == out) & left  # the first of equal maxima takes all
        dx[place] += dout * here
        left &= ~here
    return dx
    ### END SOLUTION


# %% nbgrader={"grade_id": "max_pool_public", "points": 1}
x = np.array([
    [[[1.0, 5, 2, 0, 9], [3, 4, 8, 6, 7], [2, 0, 1, 3, 4]],
     [[-1.0, -2, -9, -7, -3], [-4, -8, -5, -6, -1], [-7, -3, -2, -9, -5]]],
])  # fmt: skip
before, windows = x.copy(), {"pool_height": 2, "pool_width": 2, "stride": 2}
out, cache = check.pair(max_pool_forward(x, windows), 2, name="max_pool_forward")
check.close(out, np.array([[[[5.0, 8]], [[-1.0, -5]]]]), name="out", mistakes={
    "the mean of each window, where its maximum was expected": np.array([[[[3.25, 4]], [[-3.75, -6.75]]]]),
    "the maximum and 0 are compared: do the windows start from zeros?": np.array([[[[5.0, 8]], [[0, 0]]]]),
})  # fmt: skip
check.unchanged(before, x, name="x")
dx = max_pool_backward(np.array([[[[10.0, 20]], [[30.0, 40]]]]), cache)
expected, everywhere = np.zeros((1, 2, 3, 5)), np.zeros((1, 2, 3, 5))
expected[0, 0, 0, 1], expected[0, 0, 1, 2], expected[0, 1, 0, 0], expected[0, 1, 1, 2] = 10, 20, 30, 40
everywhere[0, :, :2, :4] = [[[10, 10, 20, 20]] * 2, [[30, 30, 40, 40]] * 2]
check.close(dx, expected, name="dx", mistakes={
    "1 at each maximum, where the upstream gradient was expected": (expected > 0).astype(float),
    "all entries of a window get its gradient, where the maximum alone was expected": everywhere,
    "the gradient is shared evenly, as in average pooling, where the maximum gets all of it": everywhere / 4,
})  # fmt: skip
out, cache = check.pair(max_pool_forward(x.astype(np.float32), windows), 2, name="max_pool_forward")
dx = max_pool_backward(np.ones((1, 2, 1, 2), np.float32), cache)
for name, value in (("out", out), ("dx", dx)):
    if (found := check.array(value, name=name).dtype) != np.float32:
        told = "`np.zeros` makes float64 unless it is told otherwise: give it `dtype=`."
        check.fail(f"{name} is {found} where float32 was expected, because the inputs are float32.\n{told}")
check.passed("max_pool_forward and max_pool_backward are right, and keep the type that they get")

# %% nbgrader={"grade_id": "max_pool_fresh", "points": 1}
# Hidden: both passes of max pooling on fresh maps, of even and of odd size, with windows of 2×2 at stride 2.
### BEGIN HIDDEN TESTS
for shape in ((2, 3, 6, 4), (3, 2, 5, 7), (1, 4, 2, 2)):
    x, given = rng.normal(size=shape) - 1, {"pool_height": 2, "pool_width": 2, "stride": 2}
    before = x.copy()
    expected, right_cache = reference.max_pool_forward(before.copy(), dict(given))
    dout = rng.normal(size=expected.shape)
    dx = reference.max_pool_backward(dout.copy(), right_cache)
    out, cache = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
    got = max_pool_backward(dout, cache)
    check.unchanged(before, x, name="x")
    check.close(out, expected, name=f"out, for x {shape}")
    check.close(got, dx, name=f"dx, for x {shape}")
### END HIDDEN TESTS

# %% [markdown]
# ## 2. The network
#
# The network is *conv – relu – 2×2 max pool – fc – relu – fc – softmax*. The convolution finds small patterns wherever they
# are, pooling forgives their exact place, and two fully connected layers decide which digit these patterns make.

# %% nbgrader={"grade_id": "model_picture"}
pictures.layer_chain(
    [
        ("X", "(N, C, H, W)"),
        ("conv: W1\nrelu", "(N, F, H'', W'')"),
        ("max pool\n2×2", "(N, F, h, w)"),
        ("fc: W2, b2\nrelu", "(N, hidden)"),
        ("fc: W3, b3", "(N, classes)"),
        ("softmax", "loss"),
    ],
    alt="A chain of boxes: X of shape (N, C, H, W), conv W1 and relu to (N, F, H'', W''), max pooling to (N, F, h, w), "
    "half of both sizes, fc with W2 and b2 and relu to (N, hidden), fc with W3 and b3 to (N, classes), softmax to the loss. "
    "Arrows lead forward with values and backward with gradients of the same shapes.",
)

# %% [markdown]
# Draw the weights from a normal distribution of mean 0 and standard deviation `weight_scale`, and set the biases to 0; the
# convolution has no bias. There is no regularisation. Everything that the network knows must be in `self.params`: training
# replaces those arrays, and so do the checks.
#
# Between pooling and the first fully connected layer each example's maps become one row, `maps.reshape(N, -1)`: filter by
# filter, each row by row. How long is that row? A map that is odd in size loses its last row and column in pooling.
#
# `dtype` is the type that the network computes in. Convert what comes in; the layers keep the type from there on.
#
# <details><summary>Hint 1: how long is the row?</summary>
#
# An image of H×W pixels becomes a map of H - filter_size + 1 rows; pooling by 2×2 at stride 2 halves that, rounded down.
# With `num_filters` maps and the default sizes: 32 · 11 · 11.
#
# </details>
# <details><summary>Hint 2: backward through the change of shape</summary>
#
# `reshape` only gives the same numbers a different shape. On the way back, give the gradient the shape that the pooled
# maps had.
#
# </details>
# <details><summary>Hint 3: the order backwards</summary>
#
# softmax, fc, relu, fc, reshape, pool, relu, conv: each with the cache of its own forward pass.
#
# </details>


# %% nbgrader={"grade_id": "model_network", "solution": true}
class ConvNet:
    """A convolutional network for classification: conv - relu - 2×2 max pool - fc - relu - fc - softmax."""

    def __init__(self, input_dim=(1, 28, 28), num_filters=32, filter_size=7, hidden_dim=100, num_classes=10,
                 weight_scale=1e-3, dtype=np.float32):  # fmt: skip
        """Set self.params, a dictionary of arrays of type dtype. input_dim: (C, H, W), the shape of one image.

        W1 (num_filters, C, filter_size, filter_size), no b1; W2 (length of the flattened pooled maps, hidden_dim),
        b2 (hidden_dim,), W3 (hidden_dim, num_classes), b3 (num_classes,). Pooling rounds sizes down.
        """
        ### BEGIN SOLUTION
        channels, *size = input_dim
        rows, columns = ((pixels - filter_size + 1) // 2 for pixels in size)
        filters, pooled = (num_filters, channels, filter_size, filter_size), num_filters * rows * columns
        shapes = {"W1": filters, "W2": (pooled, hidden_dim), "W3": (hidden_dim, num_classes)}
        self.params = {name: weight_scale * np.random.standard_normal(shape) for name, shape in shapes.items()}
        self.params |= {"b2": np.zeros(hidden_dim), "b3": np.zeros(num_classes)}
        self.params = {name: value.astype(dtype) for name, value in self.params.items()}
        self.dtype = dtype
        ### END SOLUTION

    def loss(self, X, y=None):
        """X: floats (N, C, H, W); y: integers (N,), or None. Computes in dtype, whatever the type of X.

        Without y: returns the scores (N, num_classes), before the softmax.
        With y: returns (loss, grads), a number and a dictionary with the keys and shapes of self.params.
        """
        ### BEGIN SOLUTION
        p, windows = self.params, {"pool_height": 2, "pool_width": 2, "stride": 2}
        maps, conv = conv_forward(X.astype(self.dtype), p["W1"])
        active, gate = relu_forward(maps)
        pooled, pool = max_pool_forward(active, windows)
        hidden, first = fc_forward(pooled.reshape(len(X), -1), p["W2"], p["b2"])
        units, hidden_gate = relu_forward(hidden)
        scores, second = fc_forward(units, p["W3"], p["b3"])
        if y is None:
            return scores
        loss, dscores = softmax_loss(scores, y)
        dunits, dW3, db3 = fc_backward(dscores, second)
        dflat, dW2, db2 = fc_backward(relu_backward(dunits, hidden_gate), first)
        dactive = max_pool_backward(dflat.reshape(pooled.shape), pool)
        _, dW1 = conv_backward(relu_backward(dactive, gate), conv)
        return loss, {"W1": dW1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}
        ### END SOLUTION


# %% nbgrader={"grade_id": "model_params_public", "points": 1}
model = ConvNet(input_dim=(2, 9, 7), num_filters=3, filter_size=4, hidden_dim=5, num_classes=6)
shapes = {"W1": (3, 2, 4, 4), "W2": (3 * 3 * 2, 5), "b2": (5,), "W3": (5, 6), "b3": (6,)}
check.keys(model.params, shapes, name="params")
for name, shape in shapes.items():
    value = check.array(model.params[name], shape=shape, name=f'params["{name}"]')
    if name[0] == "W":
        check.at_least(value.std(), 1e-5, name=f'the spread of params["{name}"]')
check.passed("ConvNet: params has W1, W2, b2, W3 and b3 with the right shapes")

# %% nbgrader={"grade_id": "model_scores_public", "points": 1}
model = ConvNet(input_dim=(1, 3, 5), num_filters=2, filter_size=2, hidden_dim=3, num_classes=4)
set_parameters(model, {
    "W1": np.array([[[[1.0, 0], [0, 1]]], [[[0.0, -1], [-1, 0]]]]),
    "W2": np.array([[1.0, -1, 0], [2, 0, 1], [0, 1, -2], [1, -2, 1]]), "b2": np.array([0.5, 1, -1]),
    "W3": np.array([[1.0, 2, 0, -1], [5, 4, 1, 2], [2, -1, 3, 1]]), "b3": np.array([-0.5, 0.25, 0, 1]),
})  # fmt: skip
# Maps [[2, 5, 0, 3], [0, 2, 1, 1]] and [[-2, -1, -4, 1], [-3, -3, -1, 0]] → relu and pooled (5, 3) and (0, 1)
# → (12.5, -6, 3) → relu (12.5, 0, 3) → the scores.
scores = model.loss(np.array([[[[1.0, 2, 0, 1, -1], [0, 1, 3, 0, 2], [2, 0, 1, -2, 1]]]]))
expected = np.array([[18.0, 22.25, 9, -8.5]])
check.close(scores, expected, name="the array of scores", rtol=1e-5, axes={}, mistakes={
    "the ReLU after the convolution is missing": np.array([[22.0, 20.25, 15, -6.5]]),
    "the ReLU after the first fully connected layer is missing": np.array([[-12.0, -1.75, 3, -20.5]]),
    "a ReLU too many, after the scores": np.array([[18.0, 22.25, 9, 0]]),
    "the maps become a row pixel by pixel, where filter by filter was expected": np.array([[6.0, 13.25, 0, -5.5]]),
    "these are probabilities, where the scores before the softmax were expected": np.exp(expected)
    / np.exp(expected).sum(),
})  # fmt: skip
check.passed("ConvNet: the scores of a network small enough for paper are right")

# %% nbgrader={"grade_id": "model_gradient_public", "points": 1}
numbers = np.random.default_rng(360)
X, y = numbers.normal(size=(7, 2, 4, 6)), np.array([2, 0, 1, 3, 2, 0, 2])
model = ConvNet((2, 4, 6), num_filters=3, filter_size=2, hidden_dim=5, num_classes=4, dtype=remote("np.float64"))
shapes = {"W1": (3, 2, 2, 2), "W2": (6, 5), "b2": (5,), "W3": (5, 4), "b3": (4,)}
parameters = {name: numbers.normal(scale=0.5, size=shape) for name, shape in shapes.items()}
axes = {0: "batch of 7", 1: "classes, 4"}


def loss_of(arrays):
    set_parameters(model, arrays)
    return check.pair(model.loss(X, y), 2, name="loss")[0]


nothing = loss_of({name: np.zeros(shape) for name, shape in shapes.items()})
check.close(nothing, np.log(4), name="loss, if all params are 0", axes=axes)
loss = check.number(loss_of(parameters), name="loss")
if float(np.float32(loss)) == loss:
    check.fail(
        "The loss is rounded to float32 for dtype=np.float64: convert X to the dtype that the network was given."
    )
_, grads = check.pair(model.loss(X, y), 2, name="loss")
check.keys(grads, shapes, name="grads")
claimed = {name: grads[name] for name in shapes}
loss_gradient_check(loss_of, parameters, claimed, rng=numbers, expected=2.48833721, axes=axes).assert_passed()
check.passed("ConvNet: all five gradients agree with the measured slopes of the loss")

# %% [markdown]
# The hidden checks of the network build your network and the reference's with the same fresh numbers in `params`:


# %% tags=["setup"] nbgrader={"grade_id": "setup_networks"}
def equal_networks(rng, **settings):
    """The student's network and the reference's, in float64, with the same fresh parameters."""
    right = reference.ConvNet(**settings, dtype=np.float64)
    model = ConvNet(**settings, dtype=remote("np.float64"))
    # Small numbers, so that the softmax is sure of nothing and every parameter counts.
    parameters = {name: rng.normal(scale=0.3, size=value.shape) for name, value in right.params.items()}
    set_parameters(right, parameters)
    set_parameters(model, parameters)
    return model, right


COLOURED = {"input_dim": (3, 7, 9), "num_filters": 4, "filter_size": 2, "hidden_dim": 5, "num_classes": 3}
GREY = {"input_dim": (1, 8, 6), "num_filters": 2, "filter_size": 3, "hidden_dim": 4, "num_classes": 5}


# %% nbgrader={"grade_id": "model_weights", "points": 1}
# Hidden: W1, W2 and W3 start normally distributed with standard deviation weight_scale; b2 and b3 start at 0.
### BEGIN HIDDEN TESTS
large = {"input_dim": (3, 20, 24), "num_filters": 30, "filter_size": 6, "hidden_dim": 50, "num_classes": 40}
for settings, scale in (({}, 1e-3), ({**large, "weight_scale": 0.2}, 0.2)):
    right, model = reference.ConvNet(**settings), ConvNet(**settings)
    for name in ("W1", "W2", "W3"):
        shape = right.params[name].shape
        weights = check.array(model.params[name], shape=shape, name=f'params["{name}"]').ravel() / scale
        luck = 5 / np.sqrt(len(weights))
        told = f"{name}, for weight_scale={scale}"
        check.at_most(abs(weights.mean()), luck, name=f"the size of the mean of {told}, in standard deviations")
        check.close(weights.std(), 1.0, name=f"std / weight_scale of {told}", rtol=luck)
        # Of normal numbers 4.6 % lie beyond two standard deviations; of uniform ones none.
        check.close(np.mean(np.abs(weights) > 2), 0.0455, atol=0.21 * luck, name=f"the share beyond 2 std in {told}")
    for name in ("b2", "b3"):
        size = right.params[name].size
        zeros = np.zeros(size)
        check.close(model.params[name], zeros, name=f'params["{name}"]', atol=0, shapes=[(size,), (1, size)])
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_scores", "points": 2}
# Hidden: the scores of networks with fresh parameters, for images of one and of three channels that are not square.
### BEGIN HIDDEN TESTS
for settings, n in ((COLOURED, 4), (GREY, 1)):
    model, right = equal_networks(rng, **settings)
    X = rng.normal(size=(n, *settings["input_dim"]))
    check.close(model.loss(X), right.loss(X.copy()), name=f"scores, for X {X.shape}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_loss", "points": 1}
# Hidden: the loss, for fresh parameters, images and labels, including where every label is 0.
### BEGIN HIDDEN TESTS
for settings, y in ((COLOURED, np.array([2, 0, 1, 2])), (GREY, np.zeros(3, dtype=int)), (GREY, np.zeros(1, dtype=int))):
    model, right = equal_networks(rng, **settings)
    X = rng.normal(size=(len(y), *settings["input_dim"]))
    loss, _ = check.pair(model.loss(X, y), 2, name="loss")
    check.close(loss, right.loss(X.copy(), y.copy())[0], name=f"loss, for X {X.shape}", rtol=1e-5)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_grads_dense", "points": 1}
# Hidden: the gradients of W2, b2, W3 and b3, whatever the model computed before.
### BEGIN HIDDEN TESTS
model, right = equal_networks(rng, **COLOURED)
X, y = rng.normal(size=(4, *COLOURED["input_dim"])), np.array([2, 0, 1, 2])
model.loss(X[:2], y[:2])
_, grads = check.pair(model.loss(X, y), 2, name="loss")
_, expected = right.loss(X.copy(), y.copy())
check.keys(grads, ["W2", "b2", "W3", "b3"], name="grads")
for name in ("W2", "b2", "W3", "b3"):
    size = expected[name].size
    shapes = [(size,), (1, size)] if name[0] == "b" else None
    check.close(grads[name], expected[name], name=f'grads["{name}"]', shapes=shapes)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_grads_filters", "points": 1}
# Hidden: the gradient of the filters W1, which has come through every layer, for one and for three channels.
### BEGIN HIDDEN TESTS
for settings, y in ((COLOURED, np.array([2, 0, 1, 2])), (GREY, np.array([4, 1]))):
    model, right = equal_networks(rng, **settings)
    X = rng.normal(size=(len(y), *settings["input_dim"]))
    _, grads = check.pair(model.loss(X, y), 2, name="loss")
    _, expected = right.loss(X.copy(), y.copy())
    check.keys(grads, ["W1"], name="grads")
    check.close(grads["W1"], expected["W1"], name=f'grads["W1"], for X {X.shape}')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_odd", "points": 1}
# Hidden, announced in the text: maps of odd size, which lose their last row and column in pooling.
### BEGIN HIDDEN TESTS
settings = {"input_dim": (2, 8, 7), "num_filters": 3, "filter_size": 2, "hidden_dim": 4, "num_classes": 3}
model, right = ConvNet(**settings), reference.ConvNet(**settings)
check.array(model.params["W2"], shape=right.params["W2"].shape, name='params["W2"] of a new network, for maps of 7×6')
model, right = equal_networks(rng, **settings)
X, y = rng.normal(size=(3, 2, 8, 7)), np.array([1, 2, 0])
check.close(model.loss(X), right.loss(X.copy()), name="scores, for maps of 7×6")
_, grads = check.pair(model.loss(X, y), 2, name="loss")
check.keys(grads, ["W1"], name="grads")
check.close(grads["W1"], right.loss(X.copy(), y.copy())[1]["W1"], name='grads["W1"], for maps of 7×6')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "model_dtype", "points": 1}
# Hidden, announced in the docstrings: params, scores and grads are of type dtype: float32 by default, or float64.
### BEGIN HIDDEN TESTS
# Everything is positive, so that no unit is dead and no gradient 0.
X, y = rng.uniform(0.1, 1, size=(3, *GREY["input_dim"])), np.array([1, 4, 0])
shapes = {key: value.shape for key, value in reference.ConvNet(**GREY).params.items()}
parameters = {key: rng.uniform(0.02, 0.2, size=shape) for key, shape in shapes.items()}
for chosen, name in (({}, "float32"), ({"dtype": remote("np.float64")}, "float64")):
    model = ConvNet(**GREY, **chosen)
    found = {f'params["{key}"]': check.array(model.params[key], name=f'params["{key}"]') for key in ("W1", "b2")}
    set_parameters(model, {key: value.astype(name) for key, value in parameters.items()})
    found["scores"] = check.array(model.loss(X), shape=(3, 5), name="scores")
    _, grads = check.pair(model.loss(X, y), 2, name="loss")
    check.keys(grads, ["W1", "b2"], name="grads")
    for key in ("W1", "b2"):
        found[f'grads["{key}"]'] = check.array(grads[key], name=f'grads["{key}"]')
    for told, value in found.items():
        check.equal(str(value.dtype), name, name=f"the type of {told}")
        if told != 'params["b2"]':
            check.at_least(value.std(), 1e-6, name=f"the spread of {told}")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Where are most of the weights of this network: in the convolution, or in the fully connected layers?
# Where is most of the computing?

# %% [markdown]
# ## 3. Training, and choosing two sizes
#
# The `Solver` of homework 2 trains this network as well. It draws shuffled mini-batches, asks your network for the loss and
# the gradients, updates the parameters, and measures the accuracies after every epoch; at the end your model has the
# parameters of the epoch with the best validation accuracy. The weights start larger than the default of $10^{-3}$: with
# three layers in a row the signal would otherwise fade on its way, and so would the gradients on their way back.

# %% tags=["setup"] nbgrader={"grade_id": "setup_training"}
# float64 for the small set, so that every computer finds the same; float32 for MNIST, which is twice as fast.
NETWORK = {
    "digits": {"num_filters": 12, "weight_scale": 0.2, "dtype": np.float64},
    "mnist": {"num_filters": 32, "weight_scale": 0.03, "dtype": np.float32},
}[data["name"]]
TRAINING = {
    "update_rule": "sgd_momentum",
    "optim_config": {"learning_rate": {"digits": 0.1, "mnist": 0.05}[data["name"]], "momentum": 0.9},
    "lr_decay": {"digits": 0.7, "mnist": 0.4}[data["name"]],
    "batch_size": {"digits": 32, "mnist": 50}[data["name"]],
    "num_epochs": {"digits": 5, "mnist": 3}[data["name"]],
    "num_train_samples": 200,
}
# How many images the checks of the search train on, and measure accuracies with.
FEW = {"train": {"digits": 400, "mnist": 3000}[data["name"]], "validation": 200}

# %% nbgrader={"grade_id": "training_curves_picture"}
np.random.seed(545)
model = ConvNet(data["X_train"].shape[1:], filter_size=3, hidden_dim=32, num_classes=data["num_classes"], **NETWORK)
solver = Solver(model, data, **TRAINING)
solver.train()
pictures.training_curves(solver)

# %% [markdown]
# ### 3.1 Which sizes to try
#
# How large should the filters be, and how many hidden units should there be? Name at least two candidates for each. Every
# pair of them will be tried, so keep it at 12 pairs or fewer. A filter must be smaller than the image.

# %% nbgrader={"grade_id": "training_sizes", "solution": true}
# FILTER_SIZES, HIDDEN_DIMS: tuples of at least two different positive ints each.
### BEGIN SOLUTION
FILTER_SIZES = {"digits": (2, 5), "mnist": (5, 7)}[data["name"]]
HIDDEN_DIMS = {"digits": (8, 32), "mnist": (50, 100)}[data["name"]]
### END SOLUTION

# %% nbgrader={"grade_id": "training_sizes_public", "points": 1}
for name, sizes in (("FILTER_SIZES", FILTER_SIZES), ("HIDDEN_DIMS", HIDDEN_DIMS)):
    if type(sizes) not in (tuple, list):
        check.fail(f"{name} is a tuple of ints, such as (1, 2).")
    for size in sizes:
        check.equal(size, int(check.number(size, name=f"a size in {name}")), name=f"a size in {name}")
        check.at_least(size, 1, name=f"a size in {name}")
    check.at_least(len(set(sizes)), 2, name=f"the number of different sizes in {name}")
check.at_most(max(FILTER_SIZES), data["image_shape"][0] - 1, name="the largest filter size")
check.at_most(len(FILTER_SIZES) * len(HIDDEN_DIMS), 12, name="the number of pairs")
check.passed("FILTER_SIZES and HIDDEN_DIMS: enough to compare, few enough to try")

# %% [markdown]
# ### 3.2 The search
#
# Train one network for each pair of sizes, with the settings in `NETWORK` and `TRAINING`, and keep the one that is best on
# the **validation** set. `solver.best_val_acc` is the validation accuracy of the parameters that the model has after
# training. The test images stay out of this.
#
# <details><summary>Hint</summary>
#
# Two loops, one inside the other. Make a *new* network and a new Solver for each pair, and remember the best model so far
# together with its accuracy. `results[filter_size] = {}` begins a row of the table.
#
# </details>


# %% nbgrader={"grade_id": "training_search", "solution": true}
def search(data, filter_sizes, hidden_dims):
    """Train a ConvNet for each pair of a filter size and a number of hidden units; choose by validation accuracy.

    data: a dictionary like `data` above; filter_sizes, hidden_dims: ints, in any order.
    Returns (best_model, results): the network with the best validation accuracy, and a dictionary of dictionaries:
    results[filter_size][hidden_dim] is a validation accuracy from 0 to 1.
    """
    np.random.seed(545)  # the same starting weights, and so the same results, every time
    ### BEGIN SOLUTION
    best_model, best_accuracy, results = None, -1.0, {}
    for filter_size in filter_sizes:
        results[filter_size] = {}
        for hidden_dim in hidden_dims:
            shape, classes = data["X_train"].shape[1:], data["num_classes"]
            model = ConvNet(shape, filter_size=filter_size, hidden_dim=hidden_dim, num_classes=classes, **NETWORK)
            solver = Solver(model, data, verbose=False, **TRAINING)
            solver.train()
            results[filter_size][hidden_dim] = solver.best_val_acc
            if solver.best_val_acc > best_accuracy:
                best_model, best_accuracy = model, solver.best_val_acc
    return best_model, results
    ### END SOLUTION


# %% [markdown]
# The checks of the search measure what your model's parameters really reach, in a network that is known to work:


# %% tags=["setup"] nbgrader={"grade_id": "setup_accuracy"}
def accuracy(model, X, y):
    """The share of the images X (N, 1, H, W) that the parameters of `model`, and nothing else of it, classify as y says."""
    if not hasattr(model, "params"):
        check.fail("The model has no params: return the network itself, not its accuracy or its Solver.")
    check.keys(model.params, ["W1", "W2", "b2", "W3", "b3"], name="params")
    W1 = check.array(model.params["W1"], shape=(None, *X.shape[1:2], None, None), name='params["W1"]')
    W2 = check.array(model.params["W2"], shape=(None, None), name='params["W2"]')
    check.at_most(max(W1.shape[2:]), min(X.shape[2:]) - 1, name="the size of the filters")
    sizes = {"num_filters": W1.shape[0], "filter_size": W1.shape[2], "hidden_dim": W2.shape[1]}
    right = reference.ConvNet(X.shape[1:], num_classes=data["num_classes"], dtype=NETWORK["dtype"], **sizes)
    return accuracy_of(model, right, X, y)


def sizes_in(table, name):
    """The keys of a dictionary, sorted, verified to be numbers."""
    for key in table:
        if type(key) is tuple:
            check.fail(
                f"A key of {name} is a tuple, where a size alone was expected: results[filter_size][hidden_dim]."
            )
    return sorted(int(check.number(key, name=f"a key of {name}")) for key in table)


def table_of(results, filter_sizes, hidden_dims):
    """The results of a search as {(filter size, hidden units): accuracy}, verified to have exactly these sizes."""
    check.keys(results, [], name="results")
    check.equal(sizes_in(results, "results"), sorted(filter_sizes), name="the sorted list of the keys of results")
    table = {}
    for size in filter_sizes:
        check.keys(results[size], [], name=f"results[{size}]")
        found = sizes_in(results[size], f"results[{size}]")
        check.equal(found, sorted(hidden_dims), name=f"the sorted list of the keys of results[{size}]")
        for hidden in hidden_dims:
            table[size, hidden] = check.number(results[size][hidden], name=f"results[{size}][{hidden}]")
    return table


# %% nbgrader={"grade_id": "training_search_public", "points": 1}
few = fewer_examples(data, **FEW)
found, results_of_two = check.pair(search(few, (3,), (16, 8)), 2, name="search")
table = table_of(results_of_two, (3,), (16, 8))
told = "An accuracy is a share, from 0 to 1: is this one in percent?"
check.at_most(max(table.values()), 1.0, name="the best accuracy in results", hint=told)
check.at_least(max(table.values()), 0.3, name="the best accuracy in results", hint="Was every network trained?")
reached = accuracy(found, few["X_val"], few["y_val"])
check.at_least(reached, 0.3, name="the validation accuracy of the model")
check.passed(f"search: it returns a network ({share(reached)} of the validation images right) and the results")

# %% nbgrader={"grade_id": "training_run"}
best_model, results = search(data, FILTER_SIZES, HIDDEN_DIMS)
for filter_size, row in results.items():
    for hidden_dim, reached in row.items():
        print(f"filters of {filter_size}×{filter_size}, {hidden_dim:>3} hidden units: {share(reached)} in validation")

# %% nbgrader={"grade_id": "training_sizes_picture"}
pictures.accuracy_by_two_sizes(results, ("filter size", "hidden units"), validation_examples=len(data["y_val"]))

# %% nbgrader={"grade_id": "training_chosen", "points": 1}
# Hidden: of good and poor sizes, search chooses good ones, wherever they are, and it uses the filter size it is given.
### BEGIN HIDDEN TESTS
few, filters, hidden = fewer_examples(data, **FEW), (5,), (1, 32, 2)  # neither the first nor the last is good
chosen, found = check.pair(search(few, filters, hidden), 2, name="search")
table_of(found, filters, hidden)
reached = accuracy(chosen, few["X_val"], few["y_val"])
check.at_least(reached, 0.7, name=f"the validation accuracy of the model chosen from {filters} and {hidden}")
W1 = check.array(chosen.params["W1"], name='params["W1"]')
for axis, told in ((2, "height"), (3, "width")):
    check.equal(W1.shape[axis], 5, name=f"the {told} of the filters of a network chosen from filters of size 5")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_apart", "points": 1}
# Hidden: search learns from the training images that it is given, and from no others: not from those for validation.
### BEGIN HIDDEN TESTS
# Nothing can be learnt from empty images: a network that then reads the validation images was trained on other ones.
few = fewer_examples(data, **FEW)
chosen, _ = check.pair(search(few, (3,), (32,)), 2, name="search")
reached = accuracy(chosen, few["X_val"], few["y_val"])
check.at_least(reached, 0.7, name="the validation accuracy of a network given the training images")
empty = {**few, "X_train": np.zeros_like(few["X_train"])}
chosen, _ = check.pair(search(empty, (3,), (32,)), 2, name="search")
reached = accuracy(chosen, few["X_val"], few["y_val"])
told = "Which images did it learn from, if not from data['X_train']?"
check.at_most(reached, 0.4, name="the validation accuracy of a network given empty images to train on", hint=told)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "training_results", "points": 2}
# Hidden: results has every pair of sizes, and best_model is as accurate in validation as the best of them.
### BEGIN HIDDEN TESTS
filters, hidden = ([int(check.number(size)) for size in sizes] for sizes in (FILTER_SIZES, HIDDEN_DIMS))
table = table_of(results, sorted(set(filters)), sorted(set(hidden)))
check.at_least(len(table), 4, name="the number of pairs tried")
reached = accuracy(best_model, data["X_val"], data["y_val"])
check.close(max(table.values()), reached, name="the best accuracy in results", atol=1e-3,
            hint="Expected is the validation accuracy of best_model.")  # fmt: skip
check.at_least(reached, 0.5, name="the validation accuracy of best_model")
### END HIDDEN TESTS

# %% [markdown]
# ### 3.3 The test
#
# Now, once, the test images: their labels are not in this notebook. When your work is graded, the parameters of
# `best_model` are put into a network that is known to work, and the share of test images that it reads correctly decides:
#
# | test accuracy on scikit-learn's digits | on MNIST | points |
# |---|---|---|
# | at least 94 % | at least 98 % | 3 |
# | at least 80 % | at least 95 % | 1.5 |

# %% nbgrader={"grade_id": "training_accuracy", "points": 3}
# Hidden: the test accuracy of best_model (see the table above).
### BEGIN HIDDEN TESTS
from coursekit.data.images import held_out_image_labels

full, half = {"digits": (0.94, 0.80), "mnist": (0.98, 0.95)}[data["name"]]
reached = accuracy(best_model, data["X_test"], held_out_image_labels(data["name"]))
if half <= reached < full:
    check.partial(0.5, f"Test accuracy {share(reached)}: {share(full)} is needed for full points.")
check.at_least(reached, full, name="the test accuracy of best_model")
check.passed(f"test accuracy of best_model: {share(reached)}")
### END HIDDEN TESTS

# %% [markdown]
# What has it learned? Here are its filters, each on its own scale. Some look for edges of a certain direction, some for
# dots or ends of strokes, and nobody told the network that strokes matter. In others the random numbers of the start still
# show: a thousand small images are not many.

# %% nbgrader={"grade_id": "training_filters_picture"}
learned = best_model.params["W1"]
pictures.images(
    learned.reshape(len(learned), -1),
    [f"filter {number}" for number in range(len(learned))],
    learned.shape[2:],
    columns=8,
    signed=True,
    alt=f"The {len(learned)} learned filters, {learned.shape[2]} by {learned.shape[3]} pixels, red where a pixel raises "
    "the output and blue where it lowers it. Some are red on one side and blue on the other: edges of some direction. "
    "Others look random.",
)

# %% [markdown]
# And what does max pooling do? Here is one digit on its way through the first layers of `model`, the first network that you
# trained, whose filters are small and whose maps are therefore large: what the four filters that fit it best find in it,
# after the ReLU, and what pooling leaves of that. *What* was found stays, *where* becomes coarser.

# %% nbgrader={"grade_id": "training_maps_picture"}
digit = data["X_val"][:1]
windows = {"pool_height": 2, "pool_width": 2, "stride": 2}
maps, _ = relu_forward(conv_forward(digit, model.params["W1"])[0])
pooled, _ = max_pool_forward(maps, windows)
smaller, _ = max_pool_forward(digit, windows)
fitting = np.argsort(-maps[0].max(axis=(1, 2)))[:4]
panels = {"the digit": digit[0, 0]} | {f"filter {k}": maps[0, k] for k in fitting}
panels |= {"the digit, pooled": smaller[0, 0]} | {f"filter {k}, pooled": pooled[0, k] for k in fitting}
pictures.image_maps(
    panels,
    columns=5,
    signed=False,
    finding=f"A {data['y_val'][0]}, the feature maps of four filters, bright where a filter fits, and the same maps "
    "after max pooling, half as high and half as wide: what was bright stays bright, and its place is known less exactly.",
)

# %% [markdown]
# Where does it still fail? The most confident mistakes among the validation images, each captioned with the true digit and
# the digit it was taken for:

# %% nbgrader={"grade_id": "training_mistakes_picture"}
pictures.mistakes(best_model.loss(data["X_val"]), rows["X_val"], rows["y_val"], data["image_shape"])

# %% [markdown]
# **Think about it.** Shuffle the pixels of all images in the same way, and train again. What happens to this network, and
# what would happen to the fully connected one of homework 2?
#
# ### 3.4 Your report
#
# Report the filter size and the number of hidden units that you would choose, and why (graded by hand: 3 points). Say
#
# 1. which pairs you tried, and the validation accuracy of each;
# 2. how large the differences are in *numbers of images*, and so which of them may be luck;
# 3. what speaks for smaller and what for larger filters on images of this size.

# %% [markdown] nbgrader={"grade_id": "training_report", "points": 3, "solution": true}
# **My report**
#
# ### BEGIN SOLUTION
# I tried filters of 2×2 and 5×5, each with 8 and 32 hidden units. Validation accuracies with 8 and with 32 units: 2×2
# 87.0 % and 92.3 %, 5×5 94.7 % and 94.7 %.
#
# The validation set has 300 images, so that one image is 0.33 %. At 95 % the standard error is
# $\sqrt{0.95 \cdot 0.05 / 300} = 1.3\,\%$, four images. 2×2 with 32 units reads seven images fewer than 5×5, which may
# be luck; with 8 units it reads 23 fewer. The starting weights are luck as well, so I trained each pair with five other
# seeds: 2×2 then reached 76 % to 91 % with 8 units and 93 % to 95 % with 32; 5×5 reached 90 % to 95 % and 96 % to 97 %.
# With every one of them 32 units were better than 8, and 5×5 with 32 units was the best: that both 5×5 read equally
# many here was luck.
#
# Small filters have few weights, leave a large map and see only edges; a filter of 2×2 hardly tells a stroke from its end.
# Large filters see corners and ends, but on 8×8 pixels they leave little to slide over: a 7×7 filter has four places, and is
# nearly a fully connected layer. I would choose 5×5 with 32 units.
# ### END SOLUTION

# %% [markdown]
# ## What you have built
#
# A convolutional network is a list of layers like any other. Its first layers share a few weights over the whole image, so
# that it needs fewer examples than a fully connected one, and its backward pass is the same list read from the end.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | im2col | writing all patches of an image as rows of a matrix, so that a convolution is a matrix product |
# | patch | the part of an image that lies under a filter |
# | feature map | what one filter makes of an image |
# | max pooling | keeping the largest number of each window |
# | flattening | making one row of an example's maps |
# | hyperparameter | a setting that training does not learn, such as the size of the filters |
# | grid search | trying every pair (or triple …) of candidate settings |
# | validation set | examples kept from training, to choose hyperparameters with |
# | test set | examples kept from training *and* choosing, to be looked at once |
#
# **To read on**
#
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-based learning applied to document recognition*, Proc. IEEE (1998)
# - K. Chellapilla, S. Puri, P. Simard, *High performance convolutional neural networks for document processing* (2006): im2col
# - M. Zeiler, R. Fergus, *Visualizing and understanding convolutional networks* (ECCV, 2014)
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapter 9 (MIT Press, 2016)
#
# The questions follow the third problem of a homework of EECS 545 at the University of Michigan (Winter 2020), which credits
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
