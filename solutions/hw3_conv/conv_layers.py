# %% [markdown]
# # Convolution and pooling by hand
#
# In this notebook you build the two layers that made computers see: the convolution, which looks for the same small
# pattern everywhere in an image, and max pooling, which keeps the strongest finding and forgets where exactly it was.
# You write both passes of both, and prove the backward passes right.
#
# **You will be able to**
#
# - compute a filtering, a valid and a full convolution of two images, and say how they are related;
# - write the convolution layer for a batch of images with several channels and several filters;
# - show that its gradients are themselves convolutions, one *full* and one *filtering*, and write its backward pass;
# - write max pooling and its backward pass, for windows of any shape that may overlap;
# - explain in plain words where a gradient goes in max pooling and in average pooling.
#
# **You need**: the chain rule for several variables; forward and backward passes as in *Layers and backpropagation by
# hand* (homework 2); NumPy's slices.
#
# **Time**: about 300 minutes, of which the computer needs less than one.
#
# **Data**: a photograph of a temple by Daniel Büchele (CC BY 2.0), which comes with scikit-learn, so nothing has to be
# downloaded.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave the name and the
#   arguments of the function as they are. In the text cells that say *FILL_IN*, write your answer in words and formulas
#   (between dollar signs you can write LaTeX).
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look.
#   Checks marked *hidden* are empty here. Their first line says what they will check, on inputs unknown in advance.
# - All arrays are `float64`. Formulas count rows and columns from 1 in parts 1 and 2, and from 0 in parts 3 and 4, as
#   Python does.
# - **No function may change its arguments**: `x = x - 1` makes a new array, `x -= 1` changes the caller's.
# - What you put into a `cache` is up to you: it is a parcel from your forward pass to your backward pass.
# - You may use NumPy, and from SciPy whatever you like, `scipy.signal` for example. Finished layers or automatic
#   differentiation from a library are ruled out. Loops are fine everywhere: first right, then fast.
# - Sizes differ on purpose: an image need not be square, nor a filter, nor a window.
# - Stuck? Open the hints below a question one at a time. Most people need the first one only. A part that you leave out
#   does not stop you from doing the next.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import numpy as np

from coursekit import check, gradient_check, numerical_gradients, photograph, pictures, reference, remote, rng

# %% nbgrader={"grade_id": "photograph"}
photo = photograph("china", reduced=4)

# %% nbgrader={"grade_id": "photograph_picture"}
pictures.image_maps({"a photograph": photo}, width=4, finding="A Chinese temple with curved roofs against a blue sky.")

# %% [markdown]
# ## 1. Two images, three operations
#
# Slide a small image $b$, the **kernel**, over a large image $a$. At each place multiply the overlapping entries,
# and add up the products: one number of the result. That is **filtering**, and the numbers are large where $a$ looks
# like $b$. The mathematicians' **convolution** does the same with the kernel turned by 180°, flipped from top to bottom
# *and* from left to right. For $a$ of size $H_a \times W_a$ and $b$ of size $H_b \times W_b$:
#
# $$(a *_\text{filt} b)_{ij} = \sum_{p=1}^{H_b} \sum_{q=1}^{W_b} a_{i+p-1,\,j+q-1}\; b_{pq} \qquad\qquad
# (a *_\text{valid} b)_{ij} = \sum_{p=1}^{H_b} \sum_{q=1}^{W_b} a_{i+p-1,\,j+q-1}\; b_{H_b+1-p,\,W_b+1-q}$$
#
# Both use only the places where $b$ lies completely within $a$: their size is $(H_a - H_b + 1) \times (W_a - W_b + 1)$.
#
# ### 1.1 Filtering
#
# <details><summary>Hint: one number of the result</summary>
#
# `a[i : i + height, j : j + width]` is the part of `a` under the kernel. Multiply it by `b` entry by entry, and take
# the sum.
#
# </details>


# %% nbgrader={"grade_id": "conv2d_filter", "solution": true}
def filter_valid(a, b):
    """Filtering: slide b over a, without flipping it.

    a: float64 (Ha, Wa); b: float64 (Hb, Wb), nowhere larger than a.
    Returns float64 (Ha - Hb + 1, Wa - Wb + 1).
    """
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(a, b.shape)
    return np.einsum("ijpq,pq->ij", windows, b)
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv2d_filter_public", "points": 1}
a = np.array([[1.0, 2.0, 0.0, 3.0, -1.0], [4.0, -1.0, 2.0, 1.0, 0.0], [0.0, 3.0, 1.0, -2.0, 2.0]])
b = np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]])
# Top left: 1·1 + 0·2 + 2·0 + 3·4 - 1·(-1) + 1·2 = 16.
check.close(filter_valid(a, b), np.array([[16.0, 4.0, 3.0], [6.0, 7.0, 9.0]]), name="filter_valid(a, b)", mistakes={
    "the kernel is turned by 180°: filtering leaves it as it is": np.array([[9.0, 10.0, -2.0], [12.0, 4.0, 5.0]]),
    "only the last entry of the kernel counts: `=` where `+=` is needed?": np.array([[2.0, 1.0, 0.0], [1.0, -2.0, 2.0]]),
})  # fmt: skip
check.passed("filter_valid: the example above comes out right, with shape (2, 3)")

# %% nbgrader={"grade_id": "conv2d_filter_fresh", "points": 1}
# Hidden: filter_valid on fresh images; neither the image nor the kernel is square.
### BEGIN HIDDEN TESTS
for image, kernel in (((5, 7), (2, 3)), ((6, 4), (4, 2)), ((3, 8), (2, 5))):
    a, b = rng.normal(size=image), rng.normal(size=kernel)
    expected = reference.filter_valid(a.copy(), b.copy())
    check.close(filter_valid(a, b), expected, name=f"filter_valid of {image} by {kernel}")
### END HIDDEN TESTS

# %% [markdown]
# Here is one step of your function: the kernel lies on the framed part of $a$ and gives the framed number.

# %% nbgrader={"grade_id": "conv2d_filter_picture"}
a = np.array([[1.0, 2.0, 0.0, 3.0], [4.0, -1.0, 2.0, 1.0], [0.0, 3.0, 1.0, -2.0]])
b = np.array([[1.0, 0.0], [2.0, -1.0]])
pictures.number_maps(
    {"a": a, "b": b, "a filtered by b": filter_valid(a, b)},
    frames={"a": [(1, 2, 2, 2)], "a filtered by b": [(1, 2, 1, 1)]},
    finding="Row 2, column 3 of the result comes from the four entries of a that the kernel covers there.",
)

# %% [markdown]
# **Think about it.** A kernel of size $1 \times 1$ does what? Which kernel of size $3 \times 3$ shifts an image by one
# column?
#
# ### 1.2 Valid convolution


# %% nbgrader={"grade_id": "conv2d_valid", "solution": true}
def convolve_valid(a, b):
    """Valid convolution: slide b, turned by 180 degrees, over a.

    a: float64 (Ha, Wa); b: float64 (Hb, Wb), nowhere larger than a.
    Returns float64 (Ha - Hb + 1, Wa - Wb + 1).
    """
    ### BEGIN SOLUTION
    return filter_valid(a, b[::-1, ::-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv2d_valid_public", "points": 1}
a = np.array([[1.0, 2.0, 0.0, 3.0, -1.0], [4.0, -1.0, 2.0, 1.0, 0.0], [0.0, 3.0, 1.0, -2.0, 2.0]])
b = np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]])
a_before, b_before = a.copy(), b.copy()
# Turned by 180 degrees the kernel is [[1, -1, 3], [2, 0, 1]]. Top left: 1·1 - 1·2 + 3·0 + 2·4 + 0·(-1) + 1·2 = 9.
out = convolve_valid(a, b)
check.close(out, np.array([[9.0, 10.0, -2.0], [12.0, 4.0, 5.0]]), name="convolve_valid(a, b)", mistakes={
    "the kernel is not turned": np.array([[16.0, 4.0, 3.0], [6.0, 7.0, 9.0]]),
    "the kernel is flipped from top to bottom only": np.array([[9.0, 10.0, -2.0], [17.0, -5.0, 10.0]]),
    "the kernel is flipped from left to right only": np.array([[13.0, 7.0, 0.0], [10.0, -5.0, 13.0]]),
})  # fmt: skip
check.unchanged(a_before, a, name="a")
check.unchanged(b_before, b, name="b")
check.passed("convolve_valid: the same example with the kernel turned, and a and b are as they were")

# %% nbgrader={"grade_id": "conv2d_valid_fresh", "points": 1}
# Hidden: convolve_valid on fresh images; neither the image nor the kernel is square.
### BEGIN HIDDEN TESTS
for image, kernel in (((5, 7), (2, 3)), ((6, 4), (4, 2)), ((3, 8), (2, 5))):
    a, b = rng.normal(size=image), rng.normal(size=kernel)
    expected = reference.convolve_valid(a.copy(), b.copy())
    check.close(convolve_valid(a, b), expected, name=f"convolve_valid of {image} by {kernel}")
### END HIDDEN TESTS

# %% [markdown]
# An **edge filter** compares what lies to the left with what lies to the right. On a photograph its response is strong
# where the brightness changes from left to right, and 0 on uniform areas. Turning it by 180° swaps left and right: red
# and blue change places, and nothing else.

# %% nbgrader={"grade_id": "conv2d_edges_picture"}
grey = photo.mean(axis=2)
edges = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
pictures.image_maps(
    {
        "the photograph": photo,
        "filtered: red where it gets brighter": filter_valid(grey, edges),
        "convolved: the kernel is turned": convolve_valid(grey, edges),
    },
    finding="Filtering with an edge filter shows each vertical edge, red where it gets brighter to the right and blue "
    "where it gets darker. With the kernel turned by 180 degrees the same edges appear with the colours swapped.",
)

# %% [markdown]
# **Think about it.** For which kernels do filtering and valid convolution give the same result? A network that *learns*
# its kernels does not care which of the two it is built from. Why?
#
# ### 1.3 Full convolution
#
# The full convolution also counts the places where the kernel hangs over the edge. There $a$ is 0: surround $a$ **on all
# four sides** with $H_b - 1$ rows and $W_b - 1$ columns of zeros, and take the valid convolution:
#
# $$(a *_\text{full} b)_{ij} = \sum_{m=i-H_b+1}^{i} \;\sum_{n=j-W_b+1}^{j} a_{mn}\; b_{i-m+1,\,j-n+1}, \qquad
# a_{mn} = 0 \text{ outside of } a.$$
#
# Show from one of these two descriptions that the result has the size $(H_a + H_b - 1) \times (W_a + W_b - 1)$. (Graded by
# hand: 1 point.)

# %% [markdown] nbgrader={"grade_id": "conv2d_size", "points": 1, "solution": true}
# **The size of a full convolution**
#
# ### BEGIN SOLUTION
# With $H_b - 1$ rows of zeros above and as many below, the padded image has $H_a + 2(H_b - 1)$ rows. A valid convolution
# with $b$ leaves $H_a + 2(H_b - 1) - H_b + 1 = H_a + H_b - 1$ of them. Columns are counted in the same way.
#
# (From the sum: the term $a_{mn} b_{i-m+1, j-n+1}$ needs $1 \le m \le H_a$ and $1 \le i - m + 1 \le H_b$, so that $i$
# runs from 1 to $H_a + H_b - 1$.)
# ### END SOLUTION

# %% [markdown]
# <details><summary>Hint: zeros around an image</summary>
#
# `np.pad(a, ((top, bottom), (left, right)))` does it. Or make an array of zeros of the right size, and write `a` into its
# middle.
#
# </details>


# %% nbgrader={"grade_id": "conv2d_full", "solution": true}
def convolve_full(a, b):
    """Full convolution: a is 0 outside, on all four sides, and every place counts where b touches a.

    a: float64 (Ha, Wa); b: float64 (Hb, Wb), which may be the larger one. Returns float64 (Ha + Hb - 1, Wa + Wb - 1).
    """
    ### BEGIN SOLUTION
    above, beside = b.shape[0] - 1, b.shape[1] - 1
    return convolve_valid(np.pad(a, ((above, above), (beside, beside))), b)
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv2d_full_public", "points": 1}
a = np.array([[1.0, 2.0, 0.0, 3.0, -1.0], [4.0, -1.0, 2.0, 1.0, 0.0], [0.0, 3.0, 1.0, -2.0, 2.0]])
b = np.array([[1.0, 0.0, 2.0], [3.0, -1.0, 1.0]])
expected = np.array(
    [[1.0, 2, 2, 7, -1, 6, -2], [7.0, 4, 9, 10, -2, 6, -1], [12.0, -4, 12, 4, 5, -3, 4], [0.0, 9, 0, -4, 9, -4, 2]],
)
unturned = np.array(
    [[1.0, 1, 1, 9, -4, 10, -3], [6.0, -1, 16, 4, 3, 6, -1], [8.0, 1, 6, 7, 9, -7, 6], [0.0, 6, 2, -1, 5, -2, 2]],
)
mistakes = {"the kernel is not turned": unturned}
check.close(convolve_full(a, b), expected, name="convolve_full(a, b)", mistakes=mistakes)
check.passed("convolve_full: right, with shape (4, 7); its middle is the valid convolution")

# %% nbgrader={"grade_id": "conv2d_full_fresh", "points": 1}
# Hidden: convolve_full on fresh images that are not square, and with a kernel that is larger than the image.
### BEGIN HIDDEN TESTS
for image, kernel in (((5, 7), (2, 3)), ((4, 3), (2, 4)), ((2, 3), (4, 5))):
    a, b = rng.normal(size=image), rng.normal(size=kernel)
    expected = reference.convolve_full(a.copy(), b.copy())
    check.close(convolve_full(a, b), expected, name=f"convolve_full of {image} by {kernel}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv2d_edge", "points": 1}
# Hidden: all three with a kernel of one entry, a kernel as large as the image, and images of one row or one column.
### BEGIN HIDDEN TESTS
for image, kernel in (((4, 5), (1, 1)), ((3, 4), (3, 4)), ((1, 6), (1, 3)), ((5, 1), (2, 1))):
    a, b = rng.normal(size=image), rng.normal(size=kernel)
    told = f"of {image} by {kernel}"
    check.close(filter_valid(a, b), reference.filter_valid(a.copy(), b.copy()), name=f"filter_valid {told}")
    check.close(convolve_valid(a, b), reference.convolve_valid(a.copy(), b.copy()), name=f"convolve_valid {told}")
    check.close(convolve_full(a, b), reference.convolve_full(a.copy(), b.copy()), name=f"convolve_full {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv2d_inputs_kept", "points": 1}
# Hidden: all three leave a and b as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
a_before, b_before = rng.normal(size=(5, 4)), rng.normal(size=(2, 3))
for name, function in (
    ("filter_valid", filter_valid),
    ("convolve_valid", convolve_valid),
    ("convolve_full", convolve_full),
):
    out, a, b = check.pair(call(function, a_before.copy(), b_before.copy()), 3, name=f"the call of {name}")
    check.unchanged(a_before, a, name="a")
    check.unchanged(b_before, b, name="b")
    if out is None:
        check.fail(f"{name} returned nothing.")
### END HIDDEN TESTS

# %% [markdown]
# Give the full convolution an image that is 0 except for a few dots, and you see what it does: it *stamps* the kernel
# onto every dot, and adds where the stamps overlap. Keep this picture in mind for the backward pass.

# %% nbgrader={"grade_id": "conv2d_full_picture"}
dots = np.zeros((4, 5))
dots[0, 0], dots[1, 3], dots[3, 2] = 1.0, -2.0, 1.0
stamp = np.array([[1.0, 2.0, 3.0], [0.0, 4.0, 0.0]])
pictures.number_maps(
    {"a: three dots": dots, "b: the stamp": stamp, "full convolution: b at every dot": convolve_full(dots, stamp)},
    frames={"full convolution: b at every dot": [(0, 0, 2, 3), (1, 3, 2, 3), (3, 2, 2, 3)]},
    finding="Each dot is replaced by the kernel, upright and not turned, multiplied by the dot's value.",
)

# %% [markdown]
# **Think about it.** Swap the roles: the stamp is the image, and the dots are the kernel. Does the full convolution
# change? Does the valid one? Does filtering?

# %% [markdown]
# ## 2. The convolution layer
#
# A colour image has three **channels**, and deeper in a network there are dozens. The layer gets a batch $X$ of $N$ images
# with $C$ channels each, and has $F$ filters $W$, each with $C$ channels of its own. Each channel of an image is
# filtered with the corresponding channel of a filter, and the results are **added**: one **feature map** for each image
# and filter,
#
# $$Y_{nf} = \sum_{c=1}^{C} X_{nc} *_\text{filt} W_{fc} \qquad (n = 1, \dots, N;\; f = 1, \dots, F).$$
#
# The same few weights are used at every place of the image. That is why a convolution needs so few of them, and why it
# finds an edge wherever it is. There is no bias, no stride and no padding here.
#
# ### 2.1 Forward
#
# <details><summary>Hint 1: with loops</summary>
#
# Three loops, over n, f and c, and in the innermost line `out[n, f] += filter_valid(x[n, c], w[f, c])`.
#
# </details>
# <details><summary>Hint 2: faster</summary>
#
# Loop over the places $(i, j)$ of the result instead. The patch `x[:, :, i : i + height, j : j + width]` of all images at
# once has shape (N, C, height, width); `np.einsum` or `np.tensordot` multiplies it with `w` and sums over the last three
# axes of both, which leaves (N, F).
#
# </details>


# %% nbgrader={"grade_id": "conv_forward", "solution": true}
def conv_forward(x, w):
    """The convolution layer: every image filtered with every filter; stride 1, no padding, no bias.

    x: float64 (N, C, H, W), images; w: float64 (F, C, height, width), filters, nowhere larger than the images.
    Returns (out, cache): out float64 (N, F, H - height + 1, W - width + 1); cache: what your `conv_backward` will need.
    """
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijpq,fcpq->nfij", windows, w, optimize=True), (x, w)
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_forward_public", "points": 1}
x = np.array([[[[1.0, 0, 2], [3, 1, 0], [0, 2, 1]], [[0.0, 1, 1], [2, 0, 1], [1, 1, 0]]]])
w = np.array([[[[1.0, 0], [0, 2]], [[0.0, 1], [1, 0]]], [[[0.0, -1], [1, 0]], [[2.0, 0], [0, 0]]]])
# Top left of the first map: 1·1 + 2·1 from the first channel, 1·1 + 1·2 from the second.
out, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
mistakes = {
    "only the last channel counts: `=` where `+=` is needed?": np.array([[[[3.0, 1], [1, 2]], [[0.0, 2], [4, 0]]]]),
    "the filters are turned by 180°: filtering leaves them as they are": np.array(
        [[[[6.0, 1], [9, 5]], [[-3.0, 3], [3, -2]]]]
    ),
}
expected = np.array([[[[6.0, 1], [8, 5]], [[3.0, 1], [3, 2]]]])
check.close(out, expected, name="out", axes={1: "channels, 2"}, mistakes=mistakes)
# Two images of five channels, 3×4 pixels, and three filters, 2×3.
x, w = np.arange(120.0).reshape(2, 5, 3, 4) * 7 % 11 - 3, np.arange(90.0).reshape(3, 5, 2, 3) * 3 % 7 - 2
out, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
first = np.array([[[48.0, 94], [78, 47]], [[28.0, 87], [55, 114]], [[64.0, 87], [46, 69]]])
second = np.array([[[47.0, 5], [110, 46]], [[114.0, 8], [64, 90]], [[69.0, 4], [18, 85]]])
mistakes = {
    "both images have the maps of the first": np.stack([first, first]),
    "both images have the maps of the second": np.stack([second, second]),
}
name = "out, for two images, five channels and three filters"
check.close(out, np.stack([first, second]), name=name, axes={1: "channels, 5"}, mistakes=mistakes)
check.passed("conv_forward: right for one image and for two, and for filters that are not square")

# %% nbgrader={"grade_id": "conv_forward_values", "points": 1}
# Hidden: conv_forward on fresh images and filters that are not square, with N, C and F all different.
### BEGIN HIDDEN TESTS
for images, filters in (((2, 3, 5, 7), (4, 3, 2, 3)), ((3, 2, 6, 4), (5, 2, 3, 1)), ((4, 5, 4, 3), (2, 5, 2, 2))):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    expected, _ = reference.conv_forward(x.copy(), w.copy())
    out, _ = check.pair(conv_forward(x, w), 2, name="conv_forward")
    check.close(out, expected, name=f"out, for x {images} and w {filters}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv_forward_edge", "points": 1}
# Hidden: conv_forward for one image, one channel, one filter, for filters of one pixel, and as large as the image.
### BEGIN HIDDEN TESTS
for images, filters in (((1, 1, 4, 3), (1, 1, 2, 2)), ((2, 3, 4, 5), (4, 3, 1, 1)), ((3, 2, 3, 4), (1, 2, 3, 4))):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    expected, _ = reference.conv_forward(x.copy(), w.copy())
    out, _ = check.pair(conv_forward(x, w), 2, name="conv_forward")
    check.close(out, expected, name=f"out, for x {images} and w {filters}")
### END HIDDEN TESTS

# %% [markdown]
# Four filters with three channels each, made by hand, and the feature maps that your layer computes from the photograph.
# In convnet, the next notebook, such filters are learned from data.

# %% nbgrader={"grade_id": "conv_forward_picture"}
upright = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
dot = np.array([[-1.0, -1.0, -1.0], [-1.0, 8.0, -1.0], [-1.0, -1.0, -1.0]])
even = np.ones((3, 3))
filters = np.array([
    [upright, upright, upright],
    [upright.T, upright.T, upright.T],
    [dot, dot, dot],
    [even, 0 * even, -even],
])  # fmt: skip
feature_map, _ = conv_forward(photo.transpose(2, 0, 1)[None], filters)
titles = ("vertical edges", "horizontal edges", "fine detail", "red minus blue")
pictures.image_maps(
    dict(zip(titles, feature_map[0], strict=True)),
    columns=2,
    finding="The first map shows walls and pillars, the second roofs and steps, the third every fine structure, the "
    "fourth is blue in the sky and red on the temple's wood.",
)

# %% [markdown]
# **Think about it.** How many weights do these four filters have? How many would a fully connected layer need that turns
# the same photograph into the same four maps?

# %% [markdown]
# ### 2.2 Derive the gradients
#
# The upstream gradient $\partial L/\partial Y$ has the shape of $Y$. Show that both gradients of the layer are
# convolutions again, of kinds that you know from part 1:
#
# $$\frac{\partial L}{\partial X_{nc}} = \sum_{f=1}^{F} W_{fc} *_\text{full} \frac{\partial L}{\partial Y_{nf}}, \qquad
# \frac{\partial L}{\partial W_{fc}} = \sum_{n=1}^{N} X_{nc} *_\text{filt} \frac{\partial L}{\partial Y_{nf}}.$$
#
# Start from a single entry, $\partial L/\partial W_{fc,pq}$ and $\partial L/\partial X_{nc,kl}$, and the chain rule over
# every entry of $Y$ that depends on it. (Graded by hand: 3 points.)
#
# <details><summary>Hint 1: one dimension, three taps</summary>
#
# Do it first for $y_i = w_1 x_i + w_2 x_{i+1} + w_3 x_{i+2}$. Which $y$ depend on $x_4$, each with which weight? In which
# order do the weights appear, and what happens near the ends?
#
# </details>
# <details><summary>Hint 2: the full one</summary>
#
# $X_{nc,kl}$ enters $Y_{nf,ij}$ with the weight $W_{fc,\,k-i+1,\,l-j+1}$, where that exists. Now compare the sum over $i$
# and $j$ with the definition of the full convolution. It is symmetric: $a *_\text{full} b = b *_\text{full} a$.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "conv_derivation", "points": 3, "solution": true}
# **My derivation of** $\partial L/\partial X_{nc}$ **and** $\partial L/\partial W_{fc}$
#
# ### BEGIN SOLUTION
# Let $G = \partial L/\partial Y$. Element by element, $Y_{nf,ij} = \sum_c \sum_{p,q} X_{nc,\,i+p-1,\,j+q-1} W_{fc,pq}$.
#
# *Filters.* $W_{fc,pq}$ enters all entries of $Y_{nf}$, for every $n$ but this $f$ only, and
# $\partial Y_{nf,ij}/\partial W_{fc,pq} = X_{nc,\,i+p-1,\,j+q-1}$. So
# $\partial L/\partial W_{fc,pq} = \sum_n \sum_{i,j} X_{nc,\,p+i-1,\,q+j-1}\, G_{nf,ij}$. The inner sum is the entry
# $(p, q)$ of $X_{nc} *_\text{filt} G_{nf}$: $G$ is the kernel, and it is not flipped.
#
# *Input.* $X_{nc,kl}$ enters $Y_{nf,ij}$ if $k = i + p - 1$ and $l = j + q - 1$ for some $p, q$ within the filter, and then
# with the weight $W_{fc,\,k-i+1,\,l-j+1}$; only for its own $n$, but for every $f$. So
# $\partial L/\partial X_{nc,kl} = \sum_f \sum_{i,j} G_{nf,ij}\, W_{fc,\,k-i+1,\,l-j+1}$, with $G$ zero outside of its
# bounds. That is the definition of $(G_{nf} *_\text{full} W_{fc})_{kl}$, and the full convolution is symmetric (sum over
# $k - i + 1$ and $l - j + 1$ instead of $i$ and $j$), so that it is $W_{fc} *_\text{full} G_{nf}$. Its size is
# $(H - H' + 1) + H' - 1 = H$ rows, and likewise $W$ columns: the shape of $X_{nc}$.
# ### END SOLUTION

# %% [markdown]
# ### 2.3 Your formulas, as code
#
# Write the two formulas down for one pair of channels, using the functions of part 1.


# %% nbgrader={"grade_id": "conv_formulas", "solution": true}
def conv_formulas(x, w, dout, n, c, f):
    """The gradients of the convolution layer for one image, one channel and one filter.

    x: float64 (N, C, H, W); w: float64 (F, C, height, width); dout: float64, of the output's shape; n, c, f: ints.
    Returns (dx_nc, dw_fc): dL/dX[n, c], float64 (H, W), and dL/dW[f, c], float64 (height, width).
    """
    ### BEGIN SOLUTION
    dx_nc = sum(convolve_full(w[k, c], dout[n, k]) for k in range(len(w)))
    dw_fc = sum(filter_valid(x[k, c], dout[k, f]) for k in range(len(x)))
    return dx_nc, dw_fc
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_formulas_public", "points": 1}
# Two images of four channels, 3×4 pixels, and three filters, 2×3.
x, w = np.arange(96.0).reshape(2, 4, 3, 4) * 5 % 11 - 3, np.arange(72.0).reshape(3, 4, 2, 3) * 4 % 7 - 2
dout = np.arange(24.0).reshape(2, 3, 2, 2) * 3 % 5 - 1
dx_nc, dw_fc = check.pair(conv_formulas(x, w, dout, 1, 2, 0), 2, name="conv_formulas")
right = np.array([[4.0, 6, 16, -4], [12, 4, 21, 15], [2, 3, 17, -5]])
check.close(dx_nc, right, name="dL/dX[1, 2]", axes={}, mistakes={
    "one filter counts: is the sum over the filters missing?": np.array(
        [[0.0, 12, 3, -6], [4, 3, -6, 11], [2, -3, 4, -3]]
    ),
    "the kernels are turned": np.array([[3.0, 13, 3, 2], [11, -4, 28, 4], [7, 6, 20, -2]]),
})  # fmt: skip
check.close(dw_fc, np.array([[-5.0, 30, -23], [-30, 27, 29]]), name="dL/dW[0, 2]", axes={}, mistakes={
    "one image counts: is the sum over the images missing?": np.array([[3.0, 7, -11], [-14, 12, 16]]),
    "the upstream gradient is turned": np.array([[35.0, -7, 28], [21, 12, 14]]),
})  # fmt: skip
check.passed("conv_formulas: right for one channel and one filter of several, and for two images")

# %% nbgrader={"grade_id": "conv_formulas_input", "points": 1}
# Hidden: the formula for dL/dX[n, c] against measured slopes, for several images, channels and filters.
### BEGIN HIDDEN TESTS
for (images, filters), (n, c, f) in (
    (((2, 3, 4, 5), (4, 3, 2, 3)), (1, 2, 0)),
    (((3, 2, 5, 3), (2, 2, 3, 1)), (0, 1, 1)),
):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    dout = rng.normal(size=reference.conv_forward(x.copy(), w.copy())[0].shape)
    measured = numerical_gradients(
        lambda a, w=w, G=dout: float(np.sum(reference.conv_forward(a["x"], w)[0] * G)), {"x": x}
    )
    dx_nc, _ = check.pair(conv_formulas(x, w, dout, n, c, f), 2, name="conv_formulas")
    check.close(dx_nc, measured["x"][n, c], name=f"dL/dX[{n}, {c}], for w {filters}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv_formulas_filters", "points": 1}
# Hidden: the formula for dL/dW[f, c] against measured slopes, for several images, channels and filters.
### BEGIN HIDDEN TESTS
for (images, filters), (n, c, f) in (
    (((2, 3, 4, 5), (4, 3, 2, 3)), (1, 2, 3)),
    (((3, 2, 5, 3), (2, 2, 3, 1)), (0, 1, 0)),
):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    dout = rng.normal(size=reference.conv_forward(x.copy(), w.copy())[0].shape)
    measured = numerical_gradients(
        lambda a, x=x, G=dout: float(np.sum(reference.conv_forward(x, a["w"])[0] * G)), {"w": w}
    )
    _, dw_fc = check.pair(conv_formulas(x, w, dout, n, c, f), 2, name="conv_formulas")
    check.close(dw_fc, measured["w"][f, c], name=f"dL/dW[{f}, {c}], for w {filters}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# What does a pixel's gradient look like? Below, one output of a layer has the upstream gradient 1 and all others 0. The
# gradient of the input is then the filter, stamped onto the place that this output had looked at.

# %% nbgrader={"grade_id": "conv_stamp_picture"}
kernel = np.array([[1.0, 2.0, 3.0], [0.0, 4.0, 0.0]])
upstream = np.zeros((3, 4))
upstream[1, 2] = 1.0
dx_nc, _ = conv_formulas(np.zeros((1, 1, 4, 6)), kernel[None, None], upstream[None, None], 0, 0, 0)
pictures.number_maps(
    {"dL/dY": upstream, "the filter": kernel, "dL/dX": dx_nc},
    frames={"dL/dY": [(1, 2, 1, 1)], "dL/dX": [(1, 2, 2, 3)]},
    finding="The one output that matters hands the filter's weights back to the six pixels that it was computed from.",
)

# %% [markdown]
# **Think about it.** A pixel in a corner of the image gets its gradient from how many outputs? One in the middle? What does
# that mean for features at the edge of an image?
#
# ### 2.4 Backward


# %% nbgrader={"grade_id": "conv_backward", "solution": true}
def conv_backward(dout, cache):
    """The backward pass of the convolution layer.

    dout: float64 (N, F, H - height + 1, W - width + 1), the upstream gradient; cache: from your `conv_forward`.
    Returns (dx, dw): float64 (N, C, H, W) and (F, C, height, width).
    """
    ### BEGIN SOLUTION
    x, w = cache
    height, width = w.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, (height, width), axis=(2, 3))
    dw = np.einsum("nfij,ncijpq->fcpq", dout, windows, optimize=True)
    padded = np.pad(dout, ((0, 0), (0, 0), (height - 1, height - 1), (width - 1, width - 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
    dx = np.einsum("nfklpq,fcpq->nckl", windows, w[:, :, ::-1, ::-1], optimize=True)
    return dx, dw
    ### END SOLUTION


# %% [markdown]
# The **gradient check** compares your backward pass with measured slopes; blue is right.

# %% nbgrader={"grade_id": "conv_backward_picture"}
numbers = np.random.default_rng(1)
inputs = {"x": numbers.normal(size=(5, 2, 4, 7)), "w": numbers.normal(size=(3, 2, 3, 4))}
gradient_check(conv_forward, conv_backward, inputs, rng=numbers, most_entries=300)

# %% nbgrader={"grade_id": "conv_backward_public", "points": 1}
# First the values: two images, one channel, one filter.
x, w = np.arange(24.0).reshape(2, 1, 3, 4) * 5 % 7 - 2, np.array([[[[1.0, 2, -1], [0, 3, 1]]]])
_, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
dout = np.array([[[[1.0, 2], [0, 3]]], [[[-1.0, 0], [2, 1]]]])
dx, dw = check.pair(conv_backward(dout, cache), 2, name="conv_backward")
right = [[1.0, 4, 3, -2], [0, 6, 13, -1], [0, 0, 9, 3]], [[-1.0, -2, 1, 0], [2, 2, -1, -1], [0, 6, 5, 1]]
overwritten = [[1.0, 2, 4, -2], [0, 3, 6, -3], [0, 0, 9, 3]], [[-1.0, 0, 0, 0], [2, 1, 2, -1], [0, 0, 3, 1]]
turned = [[1.0, 5, 6, 0], [-1, 3, 14, 2], [0, -3, 6, 3]], [[-1.0, -3, 0, 0], [3, 5, 2, 0], [-2, 3, 4, 1]]
check.close(dx, np.array(right)[:, None], name="dx", axes={0: "batch of 2"}, mistakes={
    "where the filter's places overlap, only the last counts: `=` where `+=` is needed?": np.array(overwritten)[:, None],
    "the filter is turned the wrong way round": np.array(turned)[:, None],
})  # fmt: skip
check.close(dw, np.array([[[[9.0, 7, 5], [8, -1, 11]]]]), name="dw", axes={0: "batch of 2"}, mistakes={
    "only the last place counts: `=` where `+=` is needed?": np.array([[[[5.0, 4, -4], [1, 0, 13]]]]),
    "only the last image counts: `=` where `+=` is needed?": np.array([[[[-1.0, 2, 12], [-3, 0, 3]]]]),
})  # fmt: skip
numbers = np.random.default_rng(1)
inputs = {"x": numbers.normal(size=(5, 2, 4, 7)), "w": numbers.normal(size=(3, 2, 3, 4))}
out, _ = reference.conv_forward(inputs["x"].copy(), inputs["w"].copy())
settings = {"axes": {0: "batch of 5"}, "expected": out, "most_entries": 300}
gradient_check(conv_forward, conv_backward, inputs, rng=numbers, **settings).assert_passed()
check.passed("conv_backward: dx and dw agree with measured slopes")

# %% nbgrader={"grade_id": "conv_backward_values", "points": 1}
# Hidden: conv_backward, on what your own conv_forward cached, with N, C, F, heights and widths all different.
### BEGIN HIDDEN TESTS
for images, filters in (((2, 3, 5, 7), (4, 3, 2, 3)), ((3, 2, 6, 4), (5, 2, 3, 1)), ((4, 5, 4, 3), (2, 5, 2, 2))):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    out, right_cache = reference.conv_forward(x.copy(), w.copy())
    dout = rng.normal(size=out.shape)
    dx, dw = reference.conv_backward(dout.copy(), right_cache)
    _, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
    got = check.pair(conv_backward(dout, cache), 2, name="conv_backward")
    check.close(got[0], dx, name=f"dx, for x {images} and w {filters}")
    check.close(got[1], dw, name=f"dw, for x {images} and w {filters}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv_backward_edge", "points": 1}
# Hidden: conv_backward for one image, one channel, one filter, for filters of one pixel, and as large as the image.
### BEGIN HIDDEN TESTS
for images, filters in (((1, 1, 4, 3), (1, 1, 2, 2)), ((2, 3, 4, 5), (4, 3, 1, 1)), ((3, 2, 3, 4), (1, 2, 3, 4))):
    x, w = rng.normal(size=images), rng.normal(size=filters)
    out, right_cache = reference.conv_forward(x.copy(), w.copy())
    dout = rng.normal(size=out.shape)
    dx, dw = reference.conv_backward(dout.copy(), right_cache)
    _, cache = check.pair(conv_forward(x, w), 2, name="conv_forward")
    got = check.pair(conv_backward(dout, cache), 2, name="conv_backward")
    check.close(got[0], dx, name=f"dx, for x {images} and w {filters}")
    check.close(got[1], dw, name=f"dw, for x {images} and w {filters}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "conv_inputs_kept", "points": 1}
# Hidden: both passes leave x, w and dout as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
x_before, w_before = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(4, 3, 2, 2))
result, x, w = check.pair(call(conv_forward, x_before.copy(), w_before.copy()), 3, name="the call of conv_forward")
check.unchanged(x_before, x, name="x")
check.unchanged(w_before, w, name="w")
out, cache = check.pair(result, 2, name="conv_forward")
dout_before = rng.normal(size=check.array(out, kind="fib", name="out").shape)  # of any size: others check the values
result, dout, _ = check.pair(call(conv_backward, dout_before.copy(), cache), 3, name="the call of conv_backward")
check.unchanged(dout_before, dout, name="dout")
dx, dw = check.pair(result, 2, name="conv_backward")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** The forward pass costs $N F C$ times the size of a filter times the size of a map. What does the
# backward pass cost? The first layer of a network does not need $\partial L/\partial X$ at all: how much could it save?

# %% [markdown]
# ## 3. The same layer with a bias, entry by entry
#
# Another course writes the layer for a single image, with the channels **last** and a bias for each filter (the first layer
# of a network in TensorFlow looks like this). The image $X$ has the shape $(D_1, D_2, C)$, the filters $W$ the shape
# $(k_1, k_2, C, F)$, and counting from 0,
#
# $$Z[d_1, d_2, f] = b[f] + \sum_{i=0}^{k_1-1} \sum_{k=0}^{k_2-1} \sum_{c=0}^{C-1} W[i, k, c, f]\; X[d_1 + i,\, d_2 + k,\, c],$$
#
# for $0 \le d_1 \le D_1 - k_1$ and $0 \le d_2 \le D_2 - k_2$. Let $G = \partial L/\partial Z$, of the shape of $Z$; outside
# of its bounds count $G$ as zero. Derive one entry of each gradient:
#
# $$\frac{\partial L}{\partial b[f]}, \qquad \frac{\partial L}{\partial W[i, k, c, f]}, \qquad
# \frac{\partial L}{\partial X[x, y, c]}.$$
#
# Say for each which entries of $Z$ depend on it. (Graded by hand: 4 points.)
#
# <details><summary>Hint</summary>
#
# $X[x, y, c]$ enters $Z[d_1, d_2, f]$ where $d_1 + i = x$ and $d_2 + k = y$. Given $x, y, i, k$, which $d_1, d_2$ are these?
# Not all of them lie within the bounds of $Z$.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "bias_conv_derivation", "points": 4, "solution": true}
# **My derivation of the three entries**
#
# ### BEGIN SOLUTION
# *Bias.* $b[f]$ is added to every entry of map $f$, with derivative 1:
# $\partial L/\partial b[f] = \sum_{d_1, d_2} G[d_1, d_2, f]$.
#
# *Filters.* $W[i, k, c, f]$ enters every entry of map $f$ and no other map:
# $\partial Z[d_1, d_2, f]/\partial W[i, k, c, f] = X[d_1 + i, d_2 + k, c]$. Hence
# $\partial L/\partial W[i, k, c, f] = \sum_{d_1, d_2} G[d_1, d_2, f]\, X[d_1 + i, d_2 + k, c]$.
#
# *Input.* $X[x, y, c]$ enters $Z[d_1, d_2, f]$, of every map, if $d_1 = x - i$ and $d_2 = y - k$ for some $i, k$ in the
# filter, with the weight $W[i, k, c, f]$. Hence
# $\partial L/\partial X[x, y, c] = \sum_{i, k, f} W[i, k, c, f]\, G[x - i, y - k, f]$, where $G$ is zero outside: a pixel
# near the edge has fewer outputs.
# ### END SOLUTION

# %% [markdown]
# Hidden checks measure slopes with this helper: the layer of this part, built on the layer of part 2.


# %% tags=["setup"] nbgrader={"grade_id": "setup_bias_conv"}
def bias_conv(X, W, b):
    """Z as above, for X (D1, D2, C), W (k1, k2, C, F) and b (F,); channels are moved to the front and back again."""
    maps, _ = reference.conv_forward(X.transpose(2, 0, 1)[None], W.transpose(3, 2, 0, 1))
    return maps[0].transpose(1, 2, 0) + b


# %% [markdown]
# Write your formulas down as code, with their sums; each gives one number. Beware of the edges: in Python `G[-1]` is not
# outside, it is the last row.


# %% nbgrader={"grade_id": "bias_conv_elements", "solution": true}
def bias_conv_elements(X, W, G, i, k, c, f, x, y):
    """One entry of each gradient of the convolution with bias, for a single image with its channels last.

    X: float64 (D1, D2, C); W: float64 (k1, k2, C, F); G: float64 (D1 - k1 + 1, D2 - k2 + 1, F), the upstream gradient.
    i, k, c, f, x, y: ints, from 0. Returns three numbers: dL/db[f], dL/dW[i, k, c, f] and dL/dX[x, y, c].
    """
    ### BEGIN SOLUTION
    rows, columns, filters = G.shape
    k1, k2 = W.shape[:2]
    places = [(d1, d2) for d1 in range(rows) for d2 in range(columns)]
    db = sum(G[d1, d2, f] for d1, d2 in places)
    dW = sum(G[d1, d2, f] * X[d1 + i, d2 + k, c] for d1, d2 in places)
    dX = sum(
        W[x - d1, y - d2, c, g] * G[d1, d2, g]
        for d1, d2 in places
        if 0 <= x - d1 < k1 and 0 <= y - d2 < k2
        for g in range(filters)
    )
    return db, dW, dX
    ### END SOLUTION


# %% nbgrader={"grade_id": "bias_conv_public", "points": 1}
X, W = np.arange(30.0).reshape(3, 5, 2) * 7 % 11 - 3, np.arange(48.0).reshape(2, 3, 2, 4) * 4 % 7 - 2
G = np.arange(24.0).reshape(2, 3, 4) * 5 % 11 - 3
got = check.pair(bias_conv_elements(X, W, G, 1, 2, 0, 3, 0, 2), 3, name="bias_conv_elements")
# G[:, :, 3] is [[1, -1, -3], [6, 4, 2]].
check.close(got[0], 9.0, name="dL/db[3]", axes={}, mistakes={
    "only the first row of G counts": -3.0, "only the first column of G counts": 7.0,
    "every map of G counts, where map 3 alone was expected": 43.0,
})  # fmt: skip
# X[1:3, 2:5, 0] is [[7, -1, 2], [0, 3, 6]].
mistakes = {"every channel of X counts, where channel 0 alone was expected": 71.0}
check.close(got[1], 26.0, name="dL/dW[1, 2, 0, 3]", axes={}, mistakes=mistakes)  # 1·7 + 1·1 - 3·2 + 6·0 + 4·3 + 2·6
check.close(got[2], 16.0, name="dL/dX[0, 2, 0], a pixel at the upper edge", axes={}, mistakes={
    "negative indices count from the end of G: outside of its bounds G is 0": 36.0,
    "negative indices count from the end of W": -21.0,
    "W is turned by 180°": 29.0,
    "only filter 3 counts: is the sum over the filters missing?": -5.0,
})  # fmt: skip
check.passed("bias_conv_elements: right for one entry of each gradient, with filters of 2×3 and a pixel at the edge")

# %% nbgrader={"grade_id": "bias_conv_bias", "points": 1}
# Hidden: the formula for dL/db[f] against measured slopes, for several filters and maps that are not square.
### BEGIN HIDDEN TESTS
for image, filters, (f, c) in (((5, 6, 2), (2, 3, 2, 4), (3, 1)), ((4, 3, 3), (3, 1, 3, 2), (0, 2))):
    X, W, b = rng.normal(size=image), rng.normal(size=filters), rng.normal(size=filters[-1])
    G = rng.normal(size=bias_conv(X, W, b).shape)
    measured = numerical_gradients(lambda a, X=X, W=W, G=G: float(np.sum(bias_conv(X, W, a["b"]) * G)), {"b": b})
    db, _, _ = check.pair(bias_conv_elements(X, W, G, 1, 0, c, f, 1, 2), 3, name="bias_conv_elements")
    check.close(db, measured["b"][f], name=f"dL/db[{f}]", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "bias_conv_filters", "points": 1}
# Hidden: the formula for dL/dW[i, k, c, f] against measured slopes, for several channels and filters.
### BEGIN HIDDEN TESTS
for image, filters, place in (((5, 6, 2), (2, 3, 2, 4), (1, 2, 1, 3)), ((4, 3, 3), (3, 1, 3, 2), (2, 0, 1, 0))):
    X, W, b = rng.normal(size=image), rng.normal(size=filters), rng.normal(size=filters[-1])
    G = rng.normal(size=bias_conv(X, W, b).shape)
    measured = numerical_gradients(lambda a, X=X, b=b, G=G: float(np.sum(bias_conv(X, a["W"], b) * G)), {"W": W})
    _, dW, _ = check.pair(bias_conv_elements(X, W, G, *place, 1, 2), 3, name="bias_conv_elements")
    check.close(dW, measured["W"][place], name=f"dL/dW{list(place)}", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "bias_conv_input", "points": 1}
# Hidden: the formula for dL/dX[x, y, c] against measured slopes, in the middle of the image and in all its corners.
### BEGIN HIDDEN TESTS
X, W, b = rng.normal(size=(5, 6, 2)), rng.normal(size=(2, 3, 2, 4)), rng.normal(size=4)
G = rng.normal(size=bias_conv(X, W, b).shape)
measured = numerical_gradients(lambda a: float(np.sum(bias_conv(a["X"], W, b) * G)), {"X": X})
for x, y, c in ((2, 3, 1), (0, 0, 0), (4, 5, 1), (0, 5, 0), (4, 0, 1), (1, 4, 0)):
    _, _, dX = check.pair(bias_conv_elements(X, W, G, 1, 0, c, 2, x, y), 3, name="bias_conv_elements")
    check.close(dX, measured["X"][x, y, c], name=f"dL/dX[{x}, {y}, {c}]", rtol=1e-6, atol=1e-8)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Compare with part 2: which of your three formulas is the full convolution, and which the filtering? If
# the layer were written with true convolution, $X[d_1 - i, d_2 - k, c]$, which signs would change?

# %% [markdown]
# ## 4. Max pooling
#
# Whether a corner was found here or one pixel further to the right rarely matters. **Max pooling** lays windows over
# each map, `pool_height` by `pool_width`, each `stride` further than the last, and keeps the largest number of each:
#
# $$Y_{nc,ij} = \max_{\substack{0 \le p < \text{pool\_height} \\ 0 \le q < \text{pool\_width}}}
# X_{nc,\; i\cdot\text{stride} + p,\; j\cdot\text{stride} + q} \qquad (i, j = 0, 1, \dots)$$
#
# Every channel of every image is pooled on its own. Only windows that lie completely within the map count: there are
# $\lfloor (H - \text{pool\_height}) / \text{stride} \rfloor + 1$ of them from top to bottom, and what is left over at the
# bottom or at the right is ignored (with windows of 2×2 at stride 2, the last row of a map of 7 rows). The usual
# choice, 2×2 at stride 2, leaves a quarter of the numbers.
#
# ### 4.1 Forward
#
# <details><summary>Hint</summary>
#
# Loop over $i$ and $j$. `x[:, :, top : top + pool_height, left : left + pool_width]` is one window of all maps at once, of
# shape (N, C, pool_height, pool_width). The maximum over its last two axes has the shape (N, C).
#
# </details>


# %% nbgrader={"grade_id": "max_pool_forward", "solution": true}
def max_pool_forward(x, pool_param):
    """Max pooling of every map on its own.

    x: float64 (N, C, H, W); pool_param: a dictionary of ints, 'pool_height', 'pool_width' and 'stride'.
    Returns (out, cache): out float64 (N, C, (H - pool_height) // stride + 1, (W - pool_width) // stride + 1), that is,
    rounded down: what is left over at the bottom or at the right is ignored; cache: for your `max_pool_backward`.
    """
    ### BEGIN SOLUTION
    window, stride = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
    windows = np.lib.stride_tricks.sliding_window_view(x, window, axis=(2, 3))[:, :, ::stride, ::stride]
    return windows.max(axis=(4, 5)), (x.shape, windows, stride)
    ### END SOLUTION


# %% nbgrader={"grade_id": "max_pool_forward_public", "points": 1}
x = np.array([
    [[[1.0, 5, 2, 0, 9, 4], [3, 4, 8, 6, 7, 2], [2, 0, 1, 3, 4, 6]],
     [[-1.0, -2, -9, -7, -3, -6], [-4, -8, -5, -6, -1, -2], [-7, -3, -2, -9, -5, -8]]],
])  # fmt: skip
before = x.copy()
windows = {"pool_height": 2, "pool_width": 2, "stride": 2}
out, cache = check.pair(max_pool_forward(x, windows), 2, name="max_pool_forward")
check.close(out, np.array([[[[5.0, 8, 9]], [[-1.0, -5, -1]]]]), name="out, for windows of 2×2 at stride 2", mistakes={
    "the mean of each window, where its maximum was expected": np.array([[[[3.25, 4, 5.5]], [[-3.75, -6.75, -3]]]]),
    "the maximum and 0 are compared: do the windows start from zeros?": np.array([[[[5.0, 8, 9]], [[0, 0, 0]]]]),
})  # fmt: skip
check.unchanged(before, x, name="x")
windows = {"pool_height": 1, "pool_width": 3, "stride": 2}
out, cache = check.pair(max_pool_forward(x, windows), 2, name="max_pool_forward")
expected = np.array([[[[5.0, 9], [2, 4]], [[-1.0, -3], [-2, -2]]]])
check.close(out, expected, name="out, for windows of 1×3 at stride 2")
check.passed("max_pool_forward: two channels, two kinds of windows, negative numbers, too")

# %% nbgrader={"grade_id": "max_pool_forward_values", "points": 1}
# Hidden: max_pool_forward on fresh maps of several channels; windows of any shape, which may overlap or leave gaps.
### BEGIN HIDDEN TESTS
cases = [((2, 3, 6, 4), 2, 2, 2), ((3, 2, 5, 7), 3, 2, 1), ((1, 4, 7, 8), 1, 2, 3), ((2, 3, 2, 3), 2, 3, 1)]
for shape, height, width, stride in cases:  # the last one has exactly one window in each map
    x = rng.normal(size=shape) - 1
    given = {"pool_height": height, "pool_width": width, "stride": stride}
    expected, _ = reference.max_pool_forward(x.copy(), dict(given))
    out, _ = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
    check.close(out, expected, name=f"out, for x {shape} and {height}×{width} at stride {stride}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "max_pool_negative", "points": 1}
# Hidden: max_pool_forward on maps in which every number is negative.
### BEGIN HIDDEN TESTS
x = -rng.uniform(0.5, 3, size=(2, 3, 4, 6))
given = {"pool_height": 2, "pool_width": 3, "stride": 1}
expected, _ = reference.max_pool_forward(x.copy(), dict(given))
out, _ = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
check.close(out, expected, name="out, for negative numbers")
### END HIDDEN TESTS

# %% [markdown]
# Pooling an edge map of the photograph, coarser and coarser: the numbers become few, but the strong edges stay.

# %% nbgrader={"grade_id": "max_pool_forward_picture"}
brightness = photo.mean(axis=2)
strength = np.abs(brightness[:, 2:] - brightness[:, :-2])
pooled = {"edges": strength}
for size in (2, 5):
    out, _ = max_pool_forward(strength[None, None], {"pool_height": size, "pool_width": size, "stride": size})
    pooled[f"max pooling, {size}×{size}"] = out[0, 0]
pictures.image_maps(
    pooled,
    signed=False,
    finding="The same scene in ever larger pixels: roofs, pillars and their bright outlines can still be made out.",
)

# %% [markdown]
# **Think about it.** Shift the photograph by one pixel. How many entries of the map pooled by 5×5 change? How many would
# change with *average* pooling?
#
# ### 4.2 Backward
#
# Of all the numbers in a window only the largest had any influence on the output. So it gets the whole upstream gradient of
# its window, and the others get nothing. Where windows overlap, one number may be the largest of several: its gradients
# **add up**, as always where a value is used more than once.
#
# <details><summary>Hint 1: where was the maximum?</summary>
#
# For one window, `np.argmax` gives the place of its maximum in the flattened window, and `np.unravel_index` the row and the
# column. Or compare the window with its maximum: a mask that is True at one place.
#
# </details>
# <details><summary>Hint 2: one channel for all?</summary>
#
# The maximum lies at a different place in every channel and in every image. If you loop over windows only, compare a
# window of shape (N, C, pool_height, pool_width) with maxima of shape (N, C, 1, 1).
#
# </details>


# %% nbgrader={"grade_id": "max_pool_backward", "solution": true}
def max_pool_backward(dout, cache):
    """The backward pass of max pooling.

    dout: float64, of the output's shape, the upstream gradient; cache: from your `max_pool_forward`.
    Returns dx: float64 (N, C, H, W). Where a window has several equal maxima, one of them may take all, each of them
    may take all, or they may share: no check tests this.
    """
    ### BEGIN SOLUTION
    shape, windows, stride = cache
    n, c, i, j = np.indices(dout.shape)
    place = windows.reshape(*dout.shape, -1).argmax(axis=-1)
    dx = np.zeros(shape)
    np.add.at(dx, (n, c, i * stride + place // windows.shape[5], j * stride + place % windows.shape[5]), dout)
    return dx
    ### END SOLUTION


# %% nbgrader={"grade_id": "max_pool_backward_picture"}
x = np.array([[3.0, 1, 0, 2, 5], [0, 7, 1, 0, 1], [1, 0, 6, 4, 0], [2, 2, 3, 1, 2], [4, 0, 5, 3, 2]])
dout = np.array([[1.0, 2.0], [3.0, 4.0]])
out, cache = max_pool_forward(x[None, None], {"pool_height": 3, "pool_width": 3, "stride": 2})
dx = max_pool_backward(dout[None, None], cache)[0, 0]
pictures.number_maps(
    {"x, its four windows": x, "out": out[0, 0], "dL/d out": dout, "dL/dx": dx},
    frames={
        "x, its four windows": [(i, j, 3, 3) for i in (0, 2) for j in (0, 2)],
        "dL/dx": [(1, 1, 1, 1), (2, 2, 1, 1)],
    },
    finding="Windows of 3 by 3 at stride 2 overlap in the middle row and column. The 7 is the largest of the first "
    "window and gets its gradient, 1. The 6 is the largest of the other three and gets the sum, 2 + 3 + 4 = 9.",
)

# %% nbgrader={"grade_id": "max_pool_backward_public", "points": 1}
x = np.array([
    [[[1.0, 5, 2, 0, 9], [3, 4, 8, 6, 7], [2, 0, 1, 3, 4]],
     [[-1.0, -2, -9, -7, -3], [-4, -8, -5, -6, -1], [-7, -3, -2, -9, -5]]],
])  # fmt: skip
_, cache = check.pair(max_pool_forward(x, {"pool_height": 2, "pool_width": 2, "stride": 2}), 2, name="max_pool_forward")
dx = max_pool_backward(np.array([[[[10.0, 20]], [[30.0, 40]]]]), cache)
expected = np.zeros((1, 2, 3, 5))
expected[0, 0, 0, 1], expected[0, 0, 1, 2], expected[0, 1, 0, 0], expected[0, 1, 1, 2] = 10, 20, 30, 40
first, everywhere = expected.copy(), np.zeros((1, 2, 3, 5))
first[0, 1, :2] = [[0, 30, 0, 0, 0], [0, 0, 40, 0, 0]]
everywhere[0, :, :2, :4] = [[[10, 10, 20, 20]] * 2, [[30, 30, 40, 40]] * 2]
check.close(dx, expected, name="dx, for windows of 2×2 at stride 2", mistakes={
    "1 at each maximum, where the upstream gradient was expected": (expected > 0).astype(float),
    "all entries of a window get its gradient, where the maximum alone was expected": everywhere,
    "the gradient is shared evenly, as in average pooling, where the maximum gets all of it": everywhere / 4,
    "all channels have the places of the first channel's maxima": first,
})  # fmt: skip
# The same maps as two images of one channel, and windows that overlap: 8 is the maximum of five of them.
x, dout = x.reshape(2, 1, 3, 5), np.arange(1.0, 13.0).reshape(2, 1, 2, 3)
_, cache = check.pair(max_pool_forward(x, {"pool_height": 2, "pool_width": 3, "stride": 1}), 2, name="max_pool_forward")
dx = max_pool_backward(dout, cache)
right = [[0.0, 0, 0, 0, 3], [0, 0, 18, 0, 0], [0] * 5], [[7.0, 8, 0, 0, 0], [0, 0, 0, 0, 21], [0, 0, 21, 0, 0]]
last = [[0.0, 0, 0, 0, 3], [0, 0, 6, 0, 0], [0] * 5], [[7.0, 8, 0, 0, 0], [0, 0, 0, 0, 12], [0, 0, 11, 0, 0]]
first = right[0], [[0.0, 0, 0, 0, 9], [0, 0, 48, 0, 0], [0] * 5]
check.close(dx, np.array(right)[:, None], name="dx, for two images and windows of 2×3 at stride 1", mistakes={
    "where windows overlap, only the last counts: `=` where `+=` is needed?": np.array(last)[:, None],
    "both images have the places of the first image's maxima": np.array(first)[:, None],
})  # fmt: skip
check.passed("max_pool_backward: each gradient goes to the maximum of its window, and adds up where windows overlap")

# %% nbgrader={"grade_id": "max_pool_backward_values", "points": 1}
# Hidden: max_pool_backward for fresh maps of several channels, with windows that do not overlap.
### BEGIN HIDDEN TESTS
cases = [((2, 3, 6, 4), 2, 2, 2), ((3, 2, 5, 6), 2, 3, 3), ((1, 4, 3, 7), 3, 1, 3), ((2, 3, 2, 3), 2, 3, 1)]
for shape, height, width, stride in cases:  # the last one has exactly one window in each map
    x, given = rng.normal(size=shape), {"pool_height": height, "pool_width": width, "stride": stride}
    out, right_cache = reference.max_pool_forward(x.copy(), dict(given))
    dout = rng.normal(size=out.shape)
    expected = reference.max_pool_backward(dout.copy(), right_cache)
    _, cache = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
    name = f"dx, for x {shape} and {height}×{width} at stride {stride}"
    check.close(max_pool_backward(dout, cache), expected, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "max_pool_backward_repeated", "points": 1}
# Hidden: maps in which a window's maximum occurs in other windows and channels as well, but never twice in one window.
### BEGIN HIDDEN TESTS
# Each window of 2×2 is a permutation of 0, 1, 2, 3.
x = np.empty((2, 3, 4, 6))
for n, c, i, j in np.ndindex(2, 3, 2, 3):
    x[n, c, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2] = rng.permutation(np.arange(4.0)).reshape(2, 2)
given = {"pool_height": 2, "pool_width": 2, "stride": 2}
out, right_cache = reference.max_pool_forward(x.copy(), dict(given))
dout = rng.normal(size=out.shape)
expected = reference.max_pool_backward(dout.copy(), right_cache)
_, cache = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
check.close(max_pool_backward(dout, cache), expected, name="dx, where all windows have the same maximum")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "max_pool_backward_overlap", "points": 2}
# Hidden: max_pool_backward for windows that overlap, or leave gaps, of several shapes.
### BEGIN HIDDEN TESTS
for shape, height, width, stride in (((2, 3, 5, 7), 3, 2, 1), ((3, 2, 7, 5), 3, 3, 2), ((2, 2, 4, 7), 1, 1, 3)):
    x, given = rng.normal(size=shape), {"pool_height": height, "pool_width": width, "stride": stride}
    out, right_cache = reference.max_pool_forward(x.copy(), dict(given))
    dout = rng.normal(size=out.shape)
    expected = reference.max_pool_backward(dout.copy(), right_cache)
    _, cache = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
    name = f"dx, for x {shape} and {height}×{width} at stride {stride}"
    check.close(max_pool_backward(dout, cache), expected, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "max_pool_odd", "points": 1}
# Hidden, announced in the docstring: where the windows do not fill the map, what is left over is ignored, in both passes.
### BEGIN HIDDEN TESTS
for shape, height, width, stride in (((2, 3, 7, 5), 2, 2, 2), ((3, 2, 6, 8), 3, 2, 4)):
    x, given = rng.normal(size=shape) - 1, {"pool_height": height, "pool_width": width, "stride": stride}
    expected, right_cache = reference.max_pool_forward(x.copy(), dict(given))
    dout = rng.normal(size=expected.shape)
    dx = reference.max_pool_backward(dout.copy(), right_cache)
    out, cache = check.pair(max_pool_forward(x, given), 2, name="max_pool_forward")
    told = f"for x {shape} and {height}×{width} at stride {stride}"
    check.close(out, expected, name=f"out, {told}")
    check.close(max_pool_backward(dout, cache), dx, name=f"dx, {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "max_pool_inputs_kept", "points": 1}
# Hidden: both passes leave x, pool_param and dout as they were.
### BEGIN HIDDEN TESTS
call = remote("lambda function, *given: [function(*given), *given]")  # the result, and the arguments afterwards
x_before, given = rng.normal(size=(2, 3, 5, 4)), {"pool_height": 2, "pool_width": 3, "stride": 1}
result, x, after = check.pair(call(max_pool_forward, x_before.copy(), given), 3, name="the call of max_pool_forward")
check.unchanged(x_before, x, name="x")
check.keys(after, given, name="pool_param, after the call,", extra_ok=False)
for key, number in given.items():
    check.equal(after[key], number, name=f'pool_param["{key}"], after the call,')
out, cache = check.pair(result, 2, name="max_pool_forward")
dout_before = rng.normal(size=check.array(out, kind="fib", name="out").shape)  # of any size: others check the values
dx, dout, _ = check.pair(call(max_pool_backward, dout_before.copy(), cache), 3, name="the call of max_pool_backward")
check.unchanged(dout_before, dout, name="dout")
if dx is None:
    check.fail("max_pool_backward returned nothing.")
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** After a pooling of 2×2 at stride 2, three of four entries get no gradient. Are the filters before it
# trained four times as slowly?

# %% [markdown]
# ## 5. Max and average pooling, in words
#
# **Average pooling** keeps the mean of each window instead of its maximum. Explain in plain words how backpropagation
# computes the gradient through max pooling and through average pooling: what the forward pass has to remember for each, who
# gets how much of the upstream gradient and why, and what happens where windows overlap. Formulas are welcome, but not
# needed. (Graded by hand: 3 points.)

# %% [markdown] nbgrader={"grade_id": "average_pool_words", "points": 3, "solution": true}
# **The gradient through max pooling and average pooling**
#
# ### BEGIN SOLUTION
# *Max pooling.* The output of a window equals its largest entry: nudged a little, the largest entry takes the output with
# it (slope 1), and the others change nothing (slope 0). So the forward pass remembers where each maximum was, and the
# backward pass sends the whole upstream gradient of a window there. The others get 0. (At a tie there is no derivative; any
# of the maxima may take it.)
#
# *Average pooling.* Each of the $k_1 k_2$ entries of a window moves the mean by $1/(k_1 k_2)$ of its own change, so each gets
# that share of the upstream gradient, whatever its value. Nothing has to be remembered but the shapes.
#
# *Overlap.* An entry that lies in several windows influences several outputs. By the chain rule its gradients from all of
# them are added.
# ### END SOLUTION

# %% [markdown]
# And as code, for average pooling. The windows are those of part 4.
#
# <details><summary>Hint</summary>
#
# Loop over the windows, and add to `dx[:, :, top : top + pool_height, left : left + pool_width]`.
#
# </details>


# %% nbgrader={"grade_id": "average_pool_backward", "solution": true}
def average_pool_backward(dout, x_shape, pool_param):
    """The backward pass of average pooling.

    dout: float64, of the output's shape, the upstream gradient; x_shape: (N, C, H, W), the shape of the input;
    pool_param: as in `max_pool_forward`. Returns dx: float64 (N, C, H, W).
    """
    ### BEGIN SOLUTION
    height, width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros(x_shape)
    for i, j in np.ndindex(dout.shape[2:]):
        top, left = i * stride, j * stride
        dx[:, :, top : top + height, left : left + width] += dout[:, :, i, j, None, None] / (height * width)
    return dx
    ### END SOLUTION


# %% nbgrader={"grade_id": "average_pool_public", "points": 1}
dout = np.array([[[[6.0, 12], [-18, 24]], [[30, -6], [0, 12]]]])
before = dout.copy()
dx = average_pool_backward(dout, (1, 2, 3, 4), {"pool_height": 2, "pool_width": 3, "stride": 1})
right = [[1.0, 3, 3, 2], [-2, 4, 4, 6], [-3, 1, 1, 4]], [[5.0, 4, 4, -1], [5, 6, 6, 1], [0, 2, 2, 2]]
last = [[1.0, 2, 2, 2], [-3, 4, 4, 4], [-3, 4, 4, 4]], [[5.0, -1, -1, -1], [0, 2, 2, 2], [0, 2, 2, 2]]
axes = {2: "window height, 2", 3: "window width, 3"}
mistakes = {"where windows overlap, only the last counts: `=` where `+=` is needed?": np.array([last])}
check.close(dx, np.array([right]), name="dx, for windows of 2×3 at stride 1", axes=axes, mistakes=mistakes)
check.unchanged(before, dout, name="dout")
check.passed("average_pool_backward: each entry of a window gets a sixth, and where windows overlap the shares add up")

# %% nbgrader={"grade_id": "average_pool_values", "points": 1}
# Hidden: average_pool_backward with windows of several shapes that do not overlap, including where a row is left over.
### BEGIN HIDDEN TESTS
for shape, height, width, stride in (((2, 3, 6, 4), 3, 2, 3), ((3, 2, 7, 6), 2, 3, 3), ((1, 4, 4, 5), 1, 2, 2)):
    rows, columns = (shape[2] - height) // stride + 1, (shape[3] - width) // stride + 1
    given = {"pool_height": height, "pool_width": width, "stride": stride}
    dout = rng.normal(size=(*shape[:2], rows, columns))
    expected = reference.average_pool_backward(dout.copy(), shape, dict(given))
    name = f"dx, for x {shape} and {height}×{width} at stride {stride}"
    check.close(average_pool_backward(dout, shape, given), expected, name=name)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "average_pool_overlap", "points": 1}
# Hidden: average_pool_backward with windows that overlap; dout stays as it was.
### BEGIN HIDDEN TESTS
for shape, height, width, stride in (((2, 3, 5, 7), 3, 2, 1), ((3, 2, 7, 5), 3, 3, 2)):
    rows, columns = (shape[2] - height) // stride + 1, (shape[3] - width) // stride + 1
    given = {"pool_height": height, "pool_width": width, "stride": stride}
    dout = rng.normal(size=(*shape[:2], rows, columns))
    before = dout.copy()
    expected = reference.average_pool_backward(before.copy(), shape, dict(given))
    dx = average_pool_backward(dout, shape, given)
    check.unchanged(before, dout, name="dout")
    check.close(dx, expected, name=f"dx, for x {shape} and {height}×{width} at stride {stride}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "average_pool_picture"}
x = np.array([[3.0, 1, 0, 2, 5], [0, 7, 1, 0, 1], [1, 0, 6, 4, 0], [2, 2, 3, 1, 2], [4, 0, 5, 3, 2]])[None, None]
windows, dout = {"pool_height": 3, "pool_width": 3, "stride": 2}, 9 * np.ones((1, 1, 2, 2))
through_max = max_pool_backward(dout, max_pool_forward(x, windows)[1])[0, 0]
through_average = average_pool_backward(dout, x.shape, windows)[0, 0]
pictures.number_maps(
    {"x": x[0, 0], "dL/dx, max pooling": through_max, "dL/dx, average pooling": through_average},
    finding="Four overlapping windows of 3 by 3, each with the upstream gradient 9. Max pooling sends all of it to the "
    "maxima; average pooling gives every entry 1 for each window that it lies in: 1 in the corners, 4 in the middle.",
)

# %% [markdown]
# **Think about it.** In both pictures the gradients add up to 36. Is that always so? What would a network lose that pools
# by the *minimum*?

# %% [markdown]
# ## What you have built
#
# Filtering slides a small pattern over an image; the layer adds up channels and does it for many patterns. Backwards, the
# same sliding appears again: what an output gets is stamped back onto the pixels that it looked at (a full convolution),
# and a filter's gradient is the image filtered with the upstream gradient. Pooling routes: max to one, average to all.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | kernel, filter | the small array of weights that slides over an image; a filter has one kernel for each channel |
# | filtering (cross-correlation) | sliding without turning the kernel; what most libraries call convolution |
# | valid, full | counting only the places where the kernel lies within the image, or every place where it touches it |
# | padding | rows and columns of zeros around an image |
# | stride | how far the window moves from one output to the next |
# | channel | one of the maps that an image consists of: red, green, blue, or the maps of the layer before |
# | feature map | what one filter makes of an image |
# | receptive field | the part of the image that an output depends on |
# | pooling | one number for each window: the maximum, or the mean |
# | weight sharing | the same weights at every place: few to learn, and a pattern is found wherever it is |
#
# **To read on**
#
# - V. Dumoulin, F. Visin, *A guide to convolution arithmetic for deep learning* (2016)
# - Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, *Gradient-based learning applied to document recognition*, Proc. IEEE (1998)
# - I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning*, chapter 9 (MIT Press, 2016)
# - *CS231n: Deep Learning for Computer Vision*, course notes on convolutional networks (Stanford)
#
# Parts 1, 2 and 4 follow problems 1 and 3 of a homework of EECS 545 at the University of Michigan (Winter 2020), which credits
# Stanford's CS231n; parts 3 and 5 follow a homework of CS 189 at the University of California, Berkeley.

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
