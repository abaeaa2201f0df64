# %% [markdown]
# # Derivatives of numbers: graphs, forward mode, reverse mode
#
# In this notebook you build a small automatic differentiator, the machine inside every deep learning framework, for
# single numbers. You will take a formula apart, carry derivatives through it in both directions, first on paper and then
# in code, and end with a class of numbers that differentiate themselves.
#
# **You will be able to**
#
# - break a formula into elementary steps and draw them as a graph;
# - carry tangents forwards and adjoints backwards through any such graph;
# - write a number that remembers how it was made, and gets its gradient from that;
# - say which of the two modes is cheaper, and why deep learning uses the one it does.
#
# **You need**: derivatives and the chain rule for several variables; Python's dictionaries, tuples and classes.
#
# **Time**: about 240 minutes, of which the computer needs a few seconds.
#
# **Data**: none. Where a check needs numbers, it draws them itself.

# %% [markdown]
# ## How to work
#
# - Go from top to bottom. Where a cell says `FILL_IN`, replace that line with your own code; leave names and arguments
#   as they are. In the text cells that say *FILL_IN*, write your answer (between dollar signs you can write LaTeX).
# - Run the check below each answer. It prints ✓ and what it found right, or says what is wrong and where to look. Checks
#   marked *hidden* are empty here. Their first line says what they will check, on numbers unknown in advance.
# - **No function may change its arguments.** A dictionary that you were given is not yours to write into.
# - You may use `math` and NumPy. Finished automatic or symbolic differentiation is ruled out.
# - Stuck? Open the hints one at a time. Most people need the first one only. A part that you cannot solve does not stop you:
#   the later ones are also graded with correct versions of the parts they build on.

# %% tags=["setup"] nbgrader={"grade_id": "setup_imports"}
import math
from collections import Counter

import numpy as np

from coursekit import check, counted, digits, fixed, graphs, pictures, reference, remote, rng

# %% [markdown]
# ## 1. A formula as a graph
#
# Our example, with the point at which we want to know it and its derivatives:
#
# $$f(x_1, x_2, x_3) = \frac{x_1 x_2 \sin x_3 + e^{x_1 x_2}}{x_3}, \qquad (x_1, x_2, x_3) = (1,\ 1.5,\ 2).$$
#
# Nobody knows the derivative of such a formula by heart, but everybody knows the derivative of a product, a sine, a sum. So
# we take the formula apart until each step is one operation. The steps, and what each of them uses, form the
# **computational graph**.
#
# Here a graph is a list of **nodes** `(name, op, args)`. It is in *topological order*: a node comes after everything that it
# uses. The last node is the output. An entry of `args` is the name of an input, the name of an earlier node, or a plain
# number, a constant. The operations are those of `graphs.OPERATIONS`:
#
# | `op` | arguments | | `op` | arguments |
# |---|---|---|---|---|
# | `"add"`, `"sub"`, `"mul"`, `"div"` | two | | `"neg"`, `"sin"`, `"cos"`, `"exp"`, `"log"` | one |
#
# For example, $xy + \sin x - 1$:

# %% tags=["setup"] nbgrader={"grade_id": "setup_example"}
EXAMPLE = [
    ("v1", "mul", ("x", "y")),
    ("v2", "sin", ("x",)),
    ("v3", "add", ("v1", "v2")),
    ("v4", "sub", ("v3", 1.0)),
]
POINT = {"x1": 1.0, "x2": 1.5, "x3": 2.0}
print({name: float(digits(value)) for name, value in graphs.evaluate(EXAMPLE, {"x": 0.5, "y": 3.0}).items()})

# %% nbgrader={"grade_id": "graph_example_picture"}
pictures.computational_graph(EXAMPLE, title="x y + sin x − 1")

# %% [markdown]
# Write the graph of $f$. There is more than one right way to take it apart. Call the inputs `x1`, `x2`, `x3`, and keep the
# graph free of nodes that the output does not need.
#
# <details><summary>Hint</summary>
#
# Read the formula from inside out. $x_1 x_2$ occurs in it twice, but is computed once.
#
# </details>


# %% nbgrader={"grade_id": "graph_of_f", "solution": true}
def f_graph():
    """The computational graph of f, a list of nodes (name, op, args).

    Inputs: "x1", "x2", "x3". op: a key of graphs.OPERATIONS. args: a tuple of names and plain numbers.
    """
    ### BEGIN SOLUTION
    return [
        ("v1", "mul", ("x1", "x2")),
        ("v2", "sin", ("x3",)),
        ("v3", "mul", ("v1", "v2")),
        ("v4", "exp", ("v1",)),
        ("v5", "add", ("v3", "v4")),
        ("v6", "div", ("v5", "x3")),
    ]
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_helpers"}
def same_number(got, expected, name, atol=1e-9, mistakes=None):
    """Check that `got` is one number, of whatever kind, and equal to `expected`; mistakes: see `check.close`."""
    mistakes = {told: float(number) for told, number in (mistakes or {}).items()}
    number = check.number(got, name=name)
    check.close(number, float(expected), name=name, rtol=1e-7, atol=atol, axes={}, mistakes=mistakes)


def same_trace(got, expected, kind, atol=1e-9, mistakes=None):
    """Check a dictionary {name: (value, tangent or adjoint)} against the right one; kind: what the second number is.

    mistakes: for some names, what likely mistakes would give as the second number.
    """
    check.keys(got, expected, name="the result")
    for name, (value, second) in expected.items():
        pair = check.pair(got[name], 2, name=f"the entry of {name}")
        exchanged = {f"are the value and the {kind} exchanged?": second}
        same_number(pair[0], value, f"the value of {name}", atol, mistakes=exchanged)
        likely = (mistakes or {}).get(name, {}) | {f"that is the value of {name} again": value}
        same_number(pair[1], second, f"the {kind} of {name}", atol, mistakes=likely)


def f_of(x1, x2, x3):
    """The formula itself, for comparison."""
    return (x1 * x2 * math.sin(x3) + math.exp(x1 * x2)) / x3


# %% nbgrader={"grade_id": "graph_public", "points": 1}
graph = graphs.verified(f_graph(), POINT, name="f_graph()")
mistakes = {
    "is the division by x3 missing?": 5.8456,
    "x3 divided by the sum, in place of the sum by x3?": 0.3421,
    "the sine of x2, in place of x3?": 2.9890,
    "the sine of x1, in place of x3?": 2.8719,
}
last = graphs.evaluate(graph, POINT)[graph[-1][0]]
same_number(last, 2.9228, "the last node at (1, 1.5, 2)", atol=1e-4, mistakes=mistakes)
check.passed(f"f_graph: {len(graph)} elementary steps, and the right value at (1, 1.5, 2)")

# %% nbgrader={"grade_id": "graph_values", "points": 6}
# Hidden: the output of your graph at fresh points, negative inputs among them.
### BEGIN HIDDEN TESTS
graph = graphs.verified(f_graph(), POINT, name="f_graph()")
for signs in ((1, 1, 1), (-1, 1, 1), (1, -1, -1), (-1, -1, 1)):
    x = rng.uniform(0.3, 2, size=3) * signs
    point = dict(zip(POINT, x.tolist(), strict=True))
    same_number(graphs.evaluate(graph, point)[graph[-1][0]], f_of(*x.tolist()), f"the last node at {x.round(4)}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "graph_no_loose_ends", "points": 1}
# Hidden: every input and every node but the last is used by another node.
### BEGIN HIDDEN TESTS
graph = graphs.verified(f_graph(), POINT, name="f_graph()")
used = {arg for _, _, args in graph for arg in args}
loose = [name for name in (*POINT, *(node[0] for node in graph[:-1])) if name not in used]
check.equal(loose, [], name="the list of nodes that nothing uses")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "graph_picture"}
pictures.computational_graph(graphs.verified(f_graph(), POINT), title="the graph of f")

# %% [markdown]
# **Think about it.** A careless programmer might compute $x_1 x_2$ twice. The value is the same. What does change in
# the graph, and what would become of a formula in which each step is used twice by the next?

# %% [markdown]
# ## 2. The derivatives of elementary operations
#
# Both modes need one table: the **partial derivatives** of each operation with respect to its arguments, at given
# values. For a product $ab$ they are $b$ and $a$. This table is all the calculus that an automatic differentiator
# knows; the rest is bookkeeping.


# %% nbgrader={"grade_id": "partials_table", "solution": true}
def partials(op, values):
    """The partial derivatives of an operation, one for each of its arguments.

    op: a key of graphs.OPERATIONS; values: a list or tuple of one or two floats, the arguments.
    Returns a tuple of as many floats. partials("mul", (2.0, 5.0)) is (5.0, 2.0).
    """
    ### BEGIN SOLUTION
    if op == "add":
        return 1.0, 1.0
    if op == "sub":
        return 1.0, -1.0
    if op == "mul":
        return values[1], values[0]
    if op == "div":
        return 1 / values[1], -values[0] / (values[1] * values[1])
    if op == "neg":
        return (-1.0,)
    (x,) = values
    return ({"sin": math.cos, "cos": lambda x: -math.sin(x), "exp": math.exp, "log": lambda x: 1 / x}[op](x),)
    ### END SOLUTION


# %% nbgrader={"grade_id": "partials_public", "points": 1}
exchanged = "are the two derivatives exchanged?"
for op, values, expected, mistakes in (
    ("mul", (2.5, -4.5), (-4.5, 2.5), {exchanged: (2.5, -4.5)}),
    ("div", (3.0, 2.6), (1 / 2.6, -3 / 2.6**2), {exchanged: (-3 / 2.6**2, 1 / 2.6),
                                                "is the square of the divisor missing?": (1 / 2.6, -3 / 2.6)}),
    ("exp", (0.5,), (math.exp(0.5),), {"the rule for a power of x? Here x is the exponent": (0.5 * math.exp(-0.5),)}),
):  # fmt: skip
    got = check.pair(partials(op, values), len(values), name=f'partials("{op}", {values})')
    for place, (one, right) in enumerate(zip(got, expected, strict=True)):
        told = {sentence: numbers[place] for sentence, numbers in mistakes.items()}
        same_number(one, right, f'partials("{op}", {values})[{place}]', mistakes=told)
check.passed("partials: mul, div and exp are right at one point")

# %% nbgrader={"grade_id": "partials_binary", "points": 2}
# Hidden: add, sub, mul and div at fresh points.
### BEGIN HIDDEN TESTS
for op in ("add", "sub", "mul", "div", "mul", "div"):
    a, b = (rng.uniform(0.5, 2, size=2) * rng.choice([-1, 1], size=2)).tolist()
    expected = {"add": (1, 1), "sub": (1, -1), "mul": (b, a), "div": (1 / b, -a / b**2)}[op]
    got = check.pair(partials(op, (a, b)), 2, name=f'partials("{op}", ...)')
    for place in (0, 1):
        same_number(got[place], expected[place], f'partials("{op}", ({a:.4f}, {b:.4f}))[{place}]')
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "partials_unary", "points": 1}
# Hidden: neg, sin, cos, exp and log at fresh points.
### BEGIN HIDDEN TESTS
a = float(rng.uniform(0.5, 2.5))
right = {"neg": -1, "sin": math.cos(a), "cos": -math.sin(a), "exp": math.exp(a), "log": 1 / a}
for op, expected in right.items():
    (got,) = check.pair(partials(op, (a,)), 1, name=f'partials("{op}", ...)')
    same_number(got, expected, f'partials("{op}", ({a:.4f},))')
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** Which of these derivatives need the *values* of the arguments, and which do not? This decides what a
# framework must keep in memory between the two passes of training.

# %% [markdown]
# ## 3. Forward mode
#
# How does the output move when the inputs move? Let the inputs run through the point with given velocities $\dot x_k$, the
# **direction**. Each node $v$ then has a velocity too, its **tangent** $\dot v$, and the chain rule gives it from those of
# its arguments: for $v = g(a, b)$,
#
# $$\dot v = \frac{\partial g}{\partial a}\,\dot a + \frac{\partial g}{\partial b}\,\dot b.$$
#
# Values and tangents are computed together, from the inputs forwards. With the direction $(0, 1, 0)$ the tangent of every
# node is its partial derivative with respect to $x_2$.
#
# ### 3.1 By hand
#
# Write the trace of $f$ at $(1, 1.5, 2)$ for $\partial f / \partial x_2$: for each node of *your* graph its definition, its
# value $v$, the formula of its tangent $\dot v$, and the number. Four decimal places are enough. The inputs come
# first. (Graded by hand: 2 points.)
#
# <details><summary>Hint: the first rows</summary>
#
# | node | definition | $v$ | tangent | $\dot v$ |
# |---|---|---|---|---|
# | x1 | input | 1 | given | 0 |
# | x2 | input | 1.5 | given | 1 |
# | x3 | input | 2 | given | 0 |
#
# Next comes a node that uses inputs only, such as $x_1 x_2$: its tangent is $x_2 \dot x_1 + x_1 \dot x_2$.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "forward_steps", "points": 2, "solution": true}
# **My forward trace**
#
# ### BEGIN SOLUTION
# | node | definition | $v$ | tangent | $\dot v$ |
# |---|---|---|---|---|
# | x1 | input | 1.0000 | given | 0.0000 |
# | x2 | input | 1.5000 | given | 1.0000 |
# | x3 | input | 2.0000 | given | 0.0000 |
# | v1 | $x_1 x_2$ | 1.5000 | $x_2 \dot x_1 + x_1 \dot x_2$ | 1.0000 |
# | v2 | $\sin x_3$ | 0.9093 | $\cos(x_3)\,\dot x_3$ | 0.0000 |
# | v3 | $v_1 v_2$ | 1.3639 | $v_2 \dot v_1 + v_1 \dot v_2$ | 0.9093 |
# | v4 | $e^{v_1}$ | 4.4817 | $e^{v_1}\,\dot v_1$ | 4.4817 |
# | v5 | $v_3 + v_4$ | 5.8456 | $\dot v_3 + \dot v_4$ | 5.3910 |
# | v6 | $v_5 / x_3$ | 2.9228 | $\dot v_5 / x_3 - v_5 \dot x_3 / x_3^2$ | 2.6955 |
#
# Hence $\partial f / \partial x_2 = 2.6955$.
# ### END SOLUTION

# %% [markdown]
# For the check below, type in the numbers of your table, under the names of the nodes of your graph.


# %% nbgrader={"grade_id": "forward_by_hand", "solution": true}
def forward_trace():
    """The table above: {name: (value, tangent)} for the three inputs and every node of f_graph(), to 4 decimals."""
    ### BEGIN SOLUTION
    return {
        "x1": (1, 0),
        "x2": (1.5, 1),
        "x3": (2, 0),
        "v1": (1.5, 1),
        "v2": (0.9093, 0),
        "v3": (1.3639, 0.9093),
        "v4": (4.4817, 4.4817),
        "v5": (5.8456, 5.3910),
        "v6": (2.9228, 2.6955),
    }
    ### END SOLUTION


# %% [markdown]
# ### 3.2 In code
#
# The same for any graph, any point, any direction.
#
# <details><summary>Hint 1: one dictionary is enough</summary>
#
# Start a dictionary with the inputs, `{name: (value, tangent)}`, and add the nodes one after the other. Their order
# guarantees that everything which a node needs is already there.
#
# </details>
# <details><summary>Hint 2: a constant</summary>
#
# A constant has its own value, and the tangent 0: it does not move. `isinstance(arg, str)` tells a name from a number.
#
# </details>


# %% nbgrader={"grade_id": "forward_code", "solution": true}
def forward_mode(graph, inputs, direction):
    """Values and tangents of all nodes.

    graph: a list of nodes (name, op, args), see part 1. inputs: {name: float}, the point; direction: {name: float}, the
    tangent of each input, the same names. Inputs need not be used.
    Returns {name: (value, tangent)} for every input and every node. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    trace = {name: (value, direction[name]) for name, value in inputs.items()}
    for name, op, args in graph:
        pairs = [trace[arg] if isinstance(arg, str) else (arg, 0.0) for arg in args]
        values = [value for value, _ in pairs]
        slopes = partials(op, values)
        tangent = sum(slope * moved for slope, (_, moved) in zip(slopes, pairs, strict=True))
        trace[name] = graphs.OPERATIONS[op](*values), tangent
    return trace
    ### END SOLUTION


# %% nbgrader={"grade_id": "forward_public", "points": 1}
only_one = "only the {} argument's term? The terms of both arguments are added"
got = forward_mode(EXAMPLE, {"x": 0.5, "y": 2.6}, {"x": 1.0, "y": 0.0})
# By hand: v1 = x y moves by y, v2 = sin x by cos x, v3 by their sum, and v4 = v3 - 1 like v3.
same_trace(
    got,
    {
        "x": (0.5, 1), "y": (2.6, 0), "v1": (1.3, 2.6), "v2": (math.sin(0.5), math.cos(0.5)),
        "v3": (1.3 + math.sin(0.5), 2.6 + math.cos(0.5)), "v4": (0.3 + math.sin(0.5), 2.6 + math.cos(0.5)),
    },
    "tangent",
    mistakes={"y": {"does every input start with the tangent 1? `direction` says which one it has": 1},
              "v1": {"the partial derivatives forgotten? Each is a factor of its argument's tangent": 1,
                     "the arguments' tangents forgotten? Each is multiplied by its partial derivative": 3.1,
                     only_one.format("second"): 0},
              "v3": {only_one.format("first"): 2.6, only_one.format("second"): math.cos(0.5)},
              "v4": {"does the constant move? Its tangent is 0": 1.6 + math.cos(0.5)}},
)  # fmt: skip
check.passed("forward_mode: values and tangents of x y + sin x - 1 are right")

# %% nbgrader={"grade_id": "forward_trace_check", "points": 2}
# Hidden: the table that you made by hand, to within 0.001, for the graph that you wrote.
### BEGIN HIDDEN TESTS
graph = graphs.verified(f_graph(), POINT, name="f_graph()")
check.at_least(len(graph), 5, name="the number of steps of your graph")
expected = reference.forward_mode(graph, POINT, {"x1": 0.0, "x2": 1.0, "x3": 0.0})
same_trace(forward_trace(), expected, "tangent", atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "forward_fresh", "points": 2}
# Hidden: fresh graphs of many nodes with all operations, each in the direction of one input.
### BEGIN HIDDEN TESTS
for size in (12, 20, 30):
    point = dict(zip("abc", rng.uniform(0.5, 2, size=3).tolist(), strict=True))
    graph = graphs.random_graph(rng, point, size)
    # Then nodes with all three inputs, one that is used twice, and a constant, however the graph was drawn.
    graph += [
        ("p", "mul", ("a", "b")),
        ("q", "div", ("p", "c")),
        ("r", "mul", ("q", "q")),
        ("s", "add", ("r", graph[-1][0])),
        ("t", "mul", (1.5, "s")),
    ]
    for moving in point:
        direction = {name: float(name == moving) for name in point}
        same_trace(forward_mode(graph, point, direction), reference.forward_mode(graph, point, direction), "tangent")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "forward_direction", "points": 1}
# Hidden: directions in which several inputs move at once, at different speeds, some backwards.
### BEGIN HIDDEN TESTS
for size in (10, 15):
    point = dict(zip("abc", rng.uniform(0.5, 2, size=3).tolist(), strict=True))
    direction = dict(zip("abc", rng.normal(size=3).tolist(), strict=True))
    graph = [("s", "mul", ("a", "b")), ("t", "sub", ("s", "c")), ("u", "sub", (2.5, "t"))]
    graph += graphs.random_graph(rng, point, size)
    same_trace(forward_mode(graph, point, direction), reference.forward_mode(graph, point, direction), "tangent")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "forward_edges", "points": 1}
# Hidden: x * x, x / x, constants on either side, an input that nothing uses, a node that the output does not need.
### BEGIN HIDDEN TESTS
graph = [
    ("square", "mul", ("x", "x")),
    ("one", "div", ("x", "x")),
    ("left", "sub", (2.5, "square")),
    ("right", "div", ("left", 4)),
    ("loose", "cos", ("x",)),
    ("out", "add", ("right", "one")),
]
point = {"x": float(rng.uniform(0.5, 2)), "unused": float(rng.normal())}
direction = {"x": float(rng.normal()), "unused": float(rng.normal())}
same_trace(forward_mode(graph, point, direction), reference.forward_mode(graph, point, direction), "tangent")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "forward_arguments_kept", "points": 1}
# Hidden: forward_mode leaves its three arguments as they were, and returns the right trace.
### BEGIN HIDDEN TESTS
point, direction = {"x": float(rng.normal()), "y": 3.0}, {"x": float(rng.normal()), "y": 2.0}
call = remote("lambda function, *given: (function(*given), given)")
got, given = check.pair(call(forward_mode, EXAMPLE, point, direction), 2, name="forward_mode")
same_trace(got, reference.forward_mode(EXAMPLE, point, direction), "tangent")
for name, before, after in zip(("inputs", "direction"), (point, direction), given[1:], strict=True):
    check.equal(sorted(after), sorted(before), name=f"the names in {name} after the call")
    for key, number in before.items():
        same_number(after[key], number, f'{name}["{key}"] after the call')
check.equal([list(node) for node in graphs.verified(given[0], point)][:3], [list(node) for node in EXAMPLE][:3],
            name="the graph after the call")  # fmt: skip
check.equal(len(given[0]), len(EXAMPLE), name="the number of nodes in the graph after the call")
### END HIDDEN TESTS

# %% [markdown]
# Watch the tangents move through your graph of $f$, node by node, from left to right:

# %% nbgrader={"grade_id": "forward_picture"}
pictures.graph_steps(f_graph(), forward_mode(f_graph(), POINT, {"x1": 0.0, "x2": 1.0, "x3": 0.0}))

# %% [markdown]
# **Think about it.** A node whose tangent is 0 stays white. What does it tell you about the output and $x_2$? How many runs of
# forward mode give all three partial derivatives of $f$, and how many would a network with a million weights need?

# %% [markdown]
# ## 4. Reverse mode
#
# Forward mode asks: *this* input moves, what does everything else do? Reverse mode turns the question around: the output
# should move, what could *each* node do for it? The **adjoint** $\bar v = \partial f / \partial v$ answers it. The output's
# is 1. Then, from the output backwards, every node passes its adjoint on to its arguments: $v = g(a, b)$ **adds**
#
# $$\bar v\,\frac{\partial g}{\partial a} \text{ to } \bar a, \qquad \bar v\,\frac{\partial g}{\partial b} \text{ to } \bar b.$$
#
# *Adds*, because a node may be used more than once, and then influences the output along several paths.
#
# ### 4.1 By hand
#
# Write the reverse trace of $f$ at $(1, 1.5, 2)$: the values first, then, from the last node to the inputs, for each node the
# formula of its adjoint and the number. Where an adjoint is a sum, show its terms. Which entry is
# $\partial f / \partial x_2$, and does it agree with part 3? (Graded by hand: 2 points.)
#
# <details><summary>Hint: who uses v1?</summary>
#
# If your graph computes $v_1 = x_1 x_2$ once, two nodes use it: the product with the sine, and the exponential. Its adjoint
# has two terms.
#
# </details>

# %% [markdown] nbgrader={"grade_id": "reverse_steps", "points": 2, "solution": true}
# **My reverse trace**
#
# ### BEGIN SOLUTION
# The values are those of the forward trace. From the output:
#
# | node | adjoint | $\bar v$ |
# |---|---|---|
# | v6 | the output | 1.0000 |
# | v5 | $\bar v_6 / x_3$ | 0.5000 |
# | v4 | $\bar v_5$ | 0.5000 |
# | v3 | $\bar v_5$ | 0.5000 |
# | v2 | $\bar v_3 v_1$ | 0.7500 |
# | v1 | $\bar v_3 v_2 + \bar v_4 e^{v_1} = 0.4546 + 2.2408$ | 2.6955 |
# | x3 | $\bar v_2 \cos x_3 - \bar v_6 v_5 / x_3^2 = -0.3121 - 1.4614$ | -1.7735 |
# | x2 | $\bar v_1 x_1$ | 2.6955 |
# | x1 | $\bar v_1 x_2$ | 4.0432 |
#
# $\partial f / \partial x_2 = \bar x_2 = 2.6955$, as in forward mode; here the other two derivatives come for free.
# ### END SOLUTION


# %% nbgrader={"grade_id": "reverse_by_hand", "solution": true}
def reverse_trace():
    """The table above: {name: (value, adjoint)} for the three inputs and every node of f_graph(), to 4 decimals."""
    ### BEGIN SOLUTION
    return {
        "x1": (1, 4.0432),
        "x2": (1.5, 2.6955),
        "x3": (2, -1.7735),
        "v1": (1.5, 2.6955),
        "v2": (0.9093, 0.75),
        "v3": (1.3639, 0.5),
        "v4": (4.4817, 0.5),
        "v5": (5.8456, 0.5),
        "v6": (2.9228, 1),
    }
    ### END SOLUTION


# %% [markdown]
# ### 4.2 In code
#
# <details><summary>Hint 1: two passes</summary>
#
# First all values, in the graph's order. Then a dictionary of adjoints, 0 everywhere but 1 at the output, and the nodes in
# the opposite order.
#
# </details>
# <details><summary>Hint 2: why is that order right?</summary>
#
# When a node passes its adjoint on, the adjoint must be complete: all nodes that use it must have had their turn. They come
# after it in the graph, so before it in the opposite order.
#
# </details>


# %% nbgrader={"grade_id": "reverse_code", "solution": true}
def reverse_mode(graph, inputs):
    """Values and adjoints of all nodes.

    graph: a list of nodes (name, op, args), the last one being the output. inputs: {name: float}, the point.
    Returns {name: (value, adjoint)} for every input and every node; the adjoint of what the output does not depend on
    is 0. The arguments stay as they are.
    """
    ### BEGIN SOLUTION
    values = dict(inputs)
    slopes = {}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        values[name] = graphs.OPERATIONS[op](*numbers)
        slopes[name] = partials(op, numbers)
    adjoints = dict.fromkeys(values, 0.0)
    adjoints[graph[-1][0]] = 1.0
    for name, _, args in reversed(graph):
        for arg, slope in zip(args, slopes[name], strict=True):
            if isinstance(arg, str):
                adjoints[arg] += adjoints[name] * slope
    return {name: (value, adjoints[name]) for name, value in values.items()}
    ### END SOLUTION


# %% nbgrader={"grade_id": "reverse_public", "points": 1}
unfinished = "did a node pass its adjoint on before it was complete? Go through the graph from its end"
only_one = "only what {} passes on counts, not the sum of both: `=` where `+=` is needed?"
got = reverse_mode(EXAMPLE, {"x": 0.5, "y": 2.6})
# By hand: v1, v2, v3 and v4 all move the output one to one; x moves it through v1 (by y) and through v2 (by cos x).
same_trace(
    got,
    {
        "v4": (0.3 + math.sin(0.5), 1), "v3": (1.3 + math.sin(0.5), 1), "v2": (math.sin(0.5), 1), "v1": (1.3, 1),
        "y": (2.6, 0.5), "x": (0.5, 2.6 + math.cos(0.5)),
    },
    "adjoint",
    mistakes={"v4": {"does the output not start with the adjoint 1?": 0},
              "v3": {"does every adjoint start at 1? Only the output's does": 2, unfinished: 0},
              "v2": {unfinished: 0},
              "x": {only_one.format("v1"): 2.6, only_one.format("v2"): math.cos(0.5)}},
)  # fmt: skip
# sin(x y): the derivative of the sine is a factor of both adjoints.
got = reverse_mode([("v1", "mul", ("x", "y")), ("v2", "sin", ("v1",))], {"x": 0.5, "y": 2.6})
above = math.cos(1.3)
right = {"v2": (math.sin(1.3), 1), "v1": (1.3, above), "y": (2.6, 0.5 * above), "x": (0.5, 2.6 * above)}
alone = "the adjoint of v1 forgotten, which is a factor?"
kept = "something kept from the call before?"
likely = {"v1": {kept: above + 1}, "y": {alone: 0.5}, "x": {alone: 2.6}}
same_trace(got, right, "adjoint in sin(x y)", mistakes=likely)
check.passed("reverse_mode: values and adjoints of x y + sin x - 1 and of sin(x y) are right")

# %% nbgrader={"grade_id": "reverse_trace_check", "points": 2}
# Hidden: the table that you made by hand, to within 0.001, for the graph that you wrote.
### BEGIN HIDDEN TESTS
graph = graphs.verified(f_graph(), POINT, name="f_graph()")
check.at_least(len(graph), 5, name="the number of steps of your graph")
same_trace(reverse_trace(), reference.reverse_mode(graph, POINT), "adjoint", atol=1e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "reverse_fresh", "points": 2}
# Hidden: fresh graphs of many nodes with all operations; the adjoints of all inputs and nodes.
### BEGIN HIDDEN TESTS
for size in (12, 20, 30):
    point = dict(zip("abc", rng.uniform(0.5, 2, size=3).tolist(), strict=True))
    graph = graphs.random_graph(rng, point, size)
    graph += [
        ("p", "mul", ("a", "b")),
        ("q", "div", ("p", "c")),
        ("r", "mul", ("q", "q")),
        ("s", "add", ("r", graph[-1][0])),
        ("t", "mul", (1.5, "s")),
    ]
    same_trace(reverse_mode(graph, point), reference.reverse_mode(graph, point), "adjoint")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "reverse_fan_out", "points": 1}
# Hidden: nodes that are used several times, on a long and on a short path to the output.
### BEGIN HIDDEN TESTS
graph = [
    ("a", "mul", ("x", "y")),
    ("b", "sin", ("a",)),
    ("c", "mul", ("b", 1.5)),
    ("d", "mul", ("c", "a")),
    ("e", "mul", ("a", "y")),
    ("out", "add", ("d", "e")),
]
point = dict(zip("xy", rng.uniform(0.5, 2, size=2).tolist(), strict=True))
for place in ((0, 1, 2, 3, 4, 5), (0, 4, 1, 2, 3, 5)):  # the same graph in two orders
    order = [graph[k] for k in place]
    same_trace(reverse_mode(order, point), reference.reverse_mode(order, point), "adjoint")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "reverse_edges", "points": 1}
# Hidden: x * x, x / x, constants, an input that nothing uses and a node that the output does not need (adjoints 0).
### BEGIN HIDDEN TESTS
graph = [
    ("square", "mul", ("x", "x")),
    ("one", "div", ("x", "x")),
    ("left", "sub", (2.5, "square")),
    ("right", "div", ("left", 4)),
    ("loose", "cos", ("x",)),
    ("out", "add", ("right", "one")),
]
point = {"x": float(rng.uniform(0.5, 2)), "unused": float(rng.normal())}
same_trace(reverse_mode(graph, point), reference.reverse_mode(graph, point), "adjoint")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "reverse_called_again", "points": 1}
# Hidden: a second call at another point, and inputs and graph as they were before the first.
### BEGIN HIDDEN TESTS
first, second = ({"x": float(x), "y": float(y)} for x, y in rng.normal(size=(2, 2)))
call = remote("lambda function, *given: (function(*given), given)")
for point in (first, second):
    got, given = check.pair(call(reverse_mode, EXAMPLE, point), 2, name="reverse_mode")
    same_trace(got, reference.reverse_mode(EXAMPLE, point), "adjoint")
    check.equal(sorted(given[1]), ["x", "y"], name="the names in inputs after the call")
    for key, number in point.items():
        same_number(given[1][key], number, f'inputs["{key}"] after the call')
    check.equal(list(graphs.verified(given[0], point)[0]), list(EXAMPLE[0]), name="the first node after the call")
### END HIDDEN TESTS

# %% [markdown]
# Watch the adjoints move through your graph of $f$. A node waits, with a question mark, until *all* the nodes that use it
# have passed on theirs:

# %% nbgrader={"grade_id": "reverse_picture"}
pictures.graph_steps(f_graph(), reverse_mode(f_graph(), POINT), reverse=True)

# %% [markdown]
# And here is the complete trace in one picture: each box with its value and, below it, its adjoint.

# %% nbgrader={"grade_id": "reverse_trace_picture"}
pictures.computational_graph(f_graph(), reverse_mode(f_graph(), POINT), title="f at (1, 1.5, 2)")

# %% [markdown]
# What do the two modes cost? Take the product $x_1 x_2 \cdots x_n$ and ask for all $n$ derivatives. The next cell counts the
# arithmetic operations that *your* two functions perform:

# %% nbgrader={"grade_id": "reverse_cost_picture"}
sizes, forward_costs, reverse_costs = [2, 4, 6, 8, 12, 16], [], []
for n in sizes:
    names = [f"x{k}" for k in range(n)]
    product = [(f"v{k}", "mul", (f"v{k - 1}" if k > 1 else "x0", f"x{k}")) for k in range(1, n)]
    tally = Counter()
    for moving in names:
        forward_mode(
            product, {name: counted(1.5, tally) for name in names}, {name: float(name == moving) for name in names}
        )
    forward_costs.append(tally.total())
    tally.clear()
    reverse_mode(product, {name: counted(1.5, tally) for name in names})
    reverse_costs.append(tally.total())
curves = {"forward mode: one pass per input": forward_costs, "reverse mode: one pass for all": reverse_costs}
pictures.operation_counts(sizes, curves, size="number of inputs")

# %% [markdown]
# **Think about it.** One curve grows like $n^2$, the other like $n$. A network has one output, the loss, and a million inputs,
# its weights. What is it like the other way round: one input, a million outputs? And what does reverse mode have to keep in
# memory that forward mode can forget?

# %% [markdown]
# ## 5. Numbers that remember how they were made
#
# Nobody writes graphs as lists. In a framework you write the formula as usual, and the numbers record the graph behind your
# back, *define-by-run*: each result remembers which numbers it was made from, and its derivative with respect to each
# of them. Then `backward` walks from the result back to the inputs.
#
# Python turns `a + b` into `a.__add__(b)`. If `a` is a plain number and does not know what to do with `b`, Python asks
# `b.__radd__(a)` instead. A few operations are enough, since others can be made of them: $a - b = a + (-1)\,b$ and
# $a / b = a\,b^{-1}$. Write these others first, in a class of their own, using only `+`, `*` and `**`.


# %% nbgrader={"grade_id": "scalar_arithmetic", "solution": true}
class Arithmetic:
    """Operations that follow from `self + other`, `self * other` and `self ** constant`.

    other: a Scalar (see below) or a plain number; in __radd__, __rmul__, __rsub__, __rtruediv__ always a plain number.
    """

    def __radd__(self, other):  # other + self
        ### BEGIN SOLUTION
        return self + other
        ### END SOLUTION

    def __rmul__(self, other):  # other * self
        ### BEGIN SOLUTION
        return self * other
        ### END SOLUTION

    def __neg__(self):
        ### BEGIN SOLUTION
        return self * -1.0
        ### END SOLUTION

    def __sub__(self, other):  # self - other
        ### BEGIN SOLUTION
        return self + -other
        ### END SOLUTION

    def __rsub__(self, other):  # other - self
        ### BEGIN SOLUTION
        return -self + other
        ### END SOLUTION

    def __truediv__(self, other):  # self / other
        ### BEGIN SOLUTION
        return self * other**-1.0
        ### END SOLUTION

    def __rtruediv__(self, other):  # other / self
        ### BEGIN SOLUTION
        return self**-1.0 * other
        ### END SOLUTION


# %% [markdown]
# Now the number itself. `parents` is yours to use: the hint shows what is worth remembering.
#
# `backward` of the result sets its `grad` to 1 and *adds* to the `grad` of everything that it was made from. Two traps
# lie in wait. A number may have been used several times, along long paths and short ones, and must be complete before
# it passes anything on. And a graph may be deep: the last check has a chain of 3,000 additions, deeper than Python lets
# a function call itself.
#
# <details><summary>Hint 1: what to remember</summary>
#
# For each result, a list of pairs `(parent, derivative with respect to this parent)`. A product of `a` and `b`
# remembers `[(a, b.data), (b, a.data)]`.
#
# </details>
# <details><summary>Hint 2: a plain number on the right</summary>
#
# `other if isinstance(other, Scalar) else Scalar(other)` makes a Scalar of it. `float(x)` would lose what x remembers.
#
# </details>
# <details><summary>Hint 3: the order, without recursion</summary>
#
# A number is always made after its parents. If each one gets a serial number when it is made, then the greatest serial
# number first is a valid order. To find all that a result depends on, keep a list of numbers still to be looked at.
#
# </details>


# %% nbgrader={"grade_id": "scalar_class", "solution": true}
class Scalar(Arithmetic):
    """A number that remembers how it was made. data: float, its value; grad: float, 0.0 until a `backward` call."""

    made = 0

    def __init__(self, data, parents=()):
        ### BEGIN SOLUTION
        self.data, self.grad, self.parents = float(data), 0.0, parents
        Scalar.made += 1
        self.serial = Scalar.made
        ### END SOLUTION

    def __add__(self, other):
        ### BEGIN SOLUTION
        other = other if isinstance(other, Scalar) else Scalar(other)
        return Scalar(self.data + other.data, [(self, 1.0), (other, 1.0)])
        ### END SOLUTION

    def __mul__(self, other):
        ### BEGIN SOLUTION
        other = other if isinstance(other, Scalar) else Scalar(other)
        return Scalar(self.data * other.data, [(self, other.data), (other, self.data)])
        ### END SOLUTION

    def __pow__(self, n):  # n is a plain number
        ### BEGIN SOLUTION
        return Scalar(self.data**n, [(self, n * self.data ** (n - 1))])
        ### END SOLUTION

    def backward(self):
        """Set self.grad to 1 and add to the grad of all that self was made of; graphs may be 3,000 deep."""
        ### BEGIN SOLUTION
        reached, waiting = {self}, [self]
        while waiting:
            new = {parent for parent, _ in waiting.pop().parents} - reached
            reached |= new
            waiting += new
        self.grad = 1.0
        for node in sorted(reached, key=lambda node: -node.serial):
            for parent, slope in node.parents:
                parent.grad += node.grad * slope
        ### END SOLUTION


# %% [markdown]
# Three functions of one number complete it, as functions and as methods: the last line of the cell attaches them.


# %% nbgrader={"grade_id": "scalar_functions", "solution": true}
def scalar_sin(x):
    """sin x of a Scalar, a Scalar."""
    ### BEGIN SOLUTION
    return Scalar(math.sin(x.data), [(x, math.cos(x.data))])
    ### END SOLUTION


def scalar_exp(x):
    """e to the power of a Scalar, a Scalar."""
    ### BEGIN SOLUTION
    return Scalar(math.exp(x.data), [(x, math.exp(x.data))])
    ### END SOLUTION


def scalar_relu(x):
    """max(x, 0) of a Scalar, a Scalar; at exactly 0 the derivative may be 0 or 1."""
    ### BEGIN SOLUTION
    return Scalar(max(x.data, 0.0), [(x, float(x.data > 0))])
    ### END SOLUTION


Scalar.sin, Scalar.exp, Scalar.relu = scalar_sin, scalar_exp, scalar_relu

# %% nbgrader={"grade_id": "scalar_public", "points": 1}
x, y = Scalar(2.5), Scalar(-3.0)
z = x * y + x.sin()
if not hasattr(z, "backward"):
    check.fail("x * y + x.sin() is not a Scalar: does each operation return one?")
z.backward()
same_number(z.data, 2.5 * -3.0 + math.sin(2.5), "the value of x y + sin x")
same_number(z.grad, 1, "the grad of the result itself")
mistakes = {
    "in a product, are the two derivatives exchanged?": -3,
    "does the product forget its second factor, or does `backward` not begin with the result?": 0,
    "does `grad` not start at 0?": 6,
}
same_number(y.grad, 2.5, "y.grad", mistakes=mistakes)
only_one = "only what the {} passes on counts, not the sum of both: `=` where `+=` is needed?"
mistakes = {
    only_one.format("product"): -3,
    only_one.format("sine"): math.cos(2.5),
    "the derivative of the sine as sin x, in place of cos x?": -3 + math.sin(2.5),
    "the sign of the sine's derivative flipped?": -3 - math.cos(2.5),
}
same_number(x.grad, -3.0 + math.cos(2.5), "x.grad", mistakes=mistakes)
check.passed("Scalar: x y + sin x and its gradient are right")

# %% nbgrader={"grade_id": "scalar_operations", "points": 2}
# Hidden: a + b, a - b, a * b, a / b and -a for fresh Scalars, each used once, and for plain numbers on the right.
### BEGIN HIDDEN TESTS
for p, q in (rng.uniform(0.5, 2, size=(2, 2)) * [[1, -1], [-1, 1]]).tolist():
    right = {
        "a + b": (lambda a, b: a + b, p + q, 1, 1),
        "a - b": (lambda a, b: a - b, p - q, 1, -1),
        "a * b": (lambda a, b: a * b, p * q, q, p),
        "a / b": (lambda a, b: a / b, p / q, 1 / q, -p / q**2),
        "-a * b": (lambda a, b: -a * b, -p * q, -q, -p),
    }
    for told, (formula, value, by_a, by_b) in right.items():
        a, b = Scalar(p), Scalar(q)
        result = formula(a, b)
        result.backward()
        same_number(result.data, value, told)
        same_number(a.grad, by_a, f"the derivative of {told} with respect to a")
        same_number(b.grad, by_b, f"the derivative of {told} with respect to b")
        alone = Scalar(p)
        result = formula(alone, q)
        result.backward()
        same_number(result.data, value, f"{told} for a plain number b")
        same_number(alone.grad, by_a, f"the derivative of {told} with respect to a, for a plain number b")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_reflected", "points": 2}
# Hidden: a plain number on the left: 2 + a, 2 - a, 2 * a, 2 / a.
### BEGIN HIDDEN TESTS
for p, q in (rng.uniform(0.5, 2, size=(2, 2)) * [[1, -1], [-1, 1]]).tolist():
    right = {
        "number + a": (lambda a, q=q: q + a, q + p, 1),
        "number - a": (lambda a, q=q: q - a, q - p, -1),
        "number * a": (lambda a, q=q: q * a, q * p, q),
        "number / a": (lambda a, q=q: q / a, q / p, -q / p**2),
        "2 - a": (lambda a: 2 - a, 2 - p, -1),
    }
    for told, (formula, value, by_a) in right.items():
        a = Scalar(p)
        result = formula(a)
        result.backward()
        same_number(result.data, value, told)
        same_number(a.grad, by_a, f"the derivative of {told}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_powers", "points": 1}
# Hidden: a ** n for several n: whole, negative, a half; whole powers of negative numbers, too.
### BEGIN HIDDEN TESTS
p = float(rng.uniform(0.5, 2))
for base, n in ((p, 3), (p, 0.5), (p, -2), (-p, 2), (-p, 3), (-p, -1)):
    a = Scalar(base)
    result = a**n
    result.backward()
    same_number(result.data, base**n, f"a ** {n}")
    same_number(a.grad, n * base ** (n - 1), f"the derivative of a ** {n}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_functions_fresh", "points": 1}
# Hidden: sin, exp and relu, of positive and negative numbers, inside a longer formula.
### BEGIN HIDDEN TESTS
p = float(rng.uniform(0.3, 2))
for base in (p, -p):
    right = {
        "sin": (math.sin(base), math.cos(base)),
        "exp": (math.exp(base), math.exp(base)),
        "relu": (max(base, 0.0), float(base > 0)),
    }
    for told, (value, by_a) in right.items():
        a = Scalar(base)
        result = {"sin": lambda a: a.sin(), "exp": lambda a: a.exp(), "relu": lambda a: a.relu()}[told](a) * -1.5
        result.backward()
        same_number(result.data, -1.5 * value, f"-1.5 {told}({base:.4f})")
        same_number(a.grad, -1.5 * by_a, f"the derivative of -1.5 {told} at {base:.4f}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_fan_out", "points": 2}
# Hidden: numbers that are used several times: x * x, x / x, and one that is used on a long and on a short path.
### BEGIN HIDDEN TESTS
p, q = rng.uniform(0.5, 2, size=2).tolist()
x = Scalar(p)
z = x * x * 1.5 + x / x
z.backward()
same_number(z.data, 1.5 * p * p + 1, "1.5 x x + x / x")
same_number(x.grad, 3 * p, "the derivative of 1.5 x x + x / x")
x, y = Scalar(p), Scalar(q)
a = x * y
z = a * ((a * y).sin() * x + 0.5) + a
z.backward()
m = p * q * q  # z = x y (x sin(x y y) + 1/2) + x y
same_number(z.data, p * q * (p * math.sin(m) + 0.5) + p * q, "x y (x sin(x y y) + 1/2) + x y")
by_x = q * (p * math.sin(m) + 0.5) + p * q * (math.sin(m) + p * q * q * math.cos(m)) + q
by_y = p * (p * math.sin(m) + 0.5) + p * q * (p * math.cos(m) * 2 * p * q) + p
same_number(x.grad, by_x, "the derivative of x y (x sin(x y y) + 1/2) + x y with respect to x")
same_number(y.grad, by_y, "the derivative of x y (x sin(x y y) + 1/2) + x y with respect to y")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_doubled", "points": 1}
# Hidden: a = a + a, forty times over; each number is visited once, or this never ends.
### BEGIN HIDDEN TESTS
p, q = rng.uniform(0.5, 0.9, size=2).tolist()
x = Scalar(p)
a = x * (q * 2.0**-40)
for _ in range(40):
    a = a + a
a.backward()
same_number(a.data, p * q, "the value after forty doublings")
same_number(x.grad, q, "the derivative after forty doublings")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_leaves", "points": 1}
# Hidden: results that share their inputs; grad is 0 before backward; numbers that the result does not depend on keep 0.
### BEGIN HIDDEN TESTS
p, q = rng.uniform(0.5, 2, size=2).tolist()
x, y = Scalar(p), Scalar(q)
same_number(x.grad, 0, "x.grad before backward")
other = x * y + 2.5
z = x.exp() * 0.5
z.backward()
same_number(x.grad, 0.5 * math.exp(p), "x.grad")
same_number(y.grad, 0, "y.grad, where the result does not depend on y")
same_number(other.grad, 0, "the grad of another result")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "scalar_deep", "points": 1}
# Hidden, announced above: a chain of 3,000 additions.
### BEGIN HIDDEN TESTS
p = float(rng.uniform(1.2, 1.8))
x = Scalar(p)
chain = remote("lambda start, number, times: sum([number] * times, start)")
z = chain(x * p, 0.25, 3000)
z.backward()
same_number(z.data, p * p + 750, "the sum")
same_number(x.grad, p, "the derivative of the sum")
### END HIDDEN TESTS

# %% [markdown]
# Your class differentiates programs, not only formulas. Here is Newton's method for $\sqrt 2$, a loop, and the
# derivative of its result with respect to the number under the root (which should be $1 / (2\sqrt 2) \approx 0.3536$):

# %% nbgrader={"grade_id": "scalar_newton"}
number, root = Scalar(2.0), 1.0
for _ in range(6):
    root = (root + number / root) / 2
root.backward()
print(f"the root: {fixed(root.data, 6)}, its derivative: {fixed(number.grad, 6)}")

# %% [markdown]
# **Think about it.** Differentiating *through* the loop was exact to the last digit here. What if the loop had stopped
# after two iterations: would the derivative be that of the true root, or of what the loop had computed?

# %% [markdown]
# ## 6. A graph with shared nodes
#
# Three lines of a program, with inputs $x, y, z$ and output $w$:
#
# $$a = xy + z, \qquad b = a\,(x + x), \qquad w = ab + b.$$
#
# ### 6.1 The graph
#
# Write its graph with additions and multiplications only. The nodes of $a$, $b$ and $w$ must have the names `"a"`, `"b"` and
# `"w"`; the others are yours to name.


# %% nbgrader={"grade_id": "shared_graph", "solution": true}
def w_graph():
    """The graph of w = ab + b: nodes (name, "add" or "mul", args), inputs "x", "y", "z", with nodes "a", "b", "w"."""
    ### BEGIN SOLUTION
    return [
        ("xy", "mul", ("x", "y")),
        ("a", "add", ("xy", "z")),
        ("xx", "add", ("x", "x")),
        ("b", "mul", ("a", "xx")),
        ("ab", "mul", ("a", "b")),
        ("w", "add", ("ab", "b")),
    ]
    ### END SOLUTION


# %% nbgrader={"grade_id": "shared_public", "points": 1}
point = {"x": 2.0, "y": -1.5, "z": 0.5}
values = graphs.evaluate(graphs.verified(w_graph(), point, name="w_graph()"), point)
check.keys(values, ["a", "b", "w"], name="the graph")
mistakes = {
    "b": {"a multiplied by one x only, in place of the whole sum x + x?": -3.0},
    "w": {
        "a added to ab, in place of b?": 22.5,
        "ab alone, without adding b?": 25.0,
        "a multiplied by b + b, in place of b added to ab?": 50.0,
    },
}
for name, expected in (("a", -2.5), ("b", -10.0), ("w", 15.0)):
    same_number(values[name], expected, f"{name} at x = 2, y = -1.5, z = 0.5", mistakes=mistakes.get(name))
check.passed("w_graph: a, b and w are right at one point")

# %% nbgrader={"grade_id": "shared_values", "points": 2}
# Hidden: a, b and w at fresh points; only "add" and "mul"; w is the last node.
### BEGIN HIDDEN TESTS
names = ("x", "y", "z")
graph = graphs.verified(w_graph(), names, name="w_graph()")
check.equal(sorted({op for _, op, _ in graph} - {"add", "mul"}), [], name="the list of other operations")
check.equal(graph[-1][0], "w", name="the name of the last node")
for x, y, z in rng.normal(size=(3, 3)).tolist():
    values = graphs.evaluate(graph, {"x": x, "y": y, "z": z})
    a = x * y + z
    b = a * (x + x)
    check.keys(values, ["a", "b", "w"], name="the graph")
    for name, expected in (("a", a), ("b", b), ("w", a * b + b)):
        same_number(values[name], expected, f"{name} at x = {x:.4f}, y = {y:.4f}, z = {z:.4f}")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "shared_picture"}
point = {"x": 2.0, "y": -1.5, "z": 0.5}
pictures.computational_graph(w_graph(), reverse_mode(w_graph(), point), title="w = ab + b at x = 2, y = −1.5, z = 0.5")

# %% [markdown]
# ### 6.2 Its derivatives
#
# Which of $x, y, z, a, b$ are used more than once, and how often? Derive $\partial w/\partial x$, $\partial w/\partial y$ and
# $\partial w/\partial z$ by adding up what arrives on every path. (Graded by hand: 2 points.)

# %% [markdown] nbgrader={"grade_id": "shared_derivation", "points": 2, "solution": true}
# **My derivation**
#
# ### BEGIN SOLUTION
# $x$ is used three times (in $xy$, and twice in $x + x$), $a$ twice (in $b$ and in $ab$), $b$ twice (in $ab$ and in $w$);
# $y$ and $z$ once.
#
# $\bar b = a + 1$ (through $ab$, and directly). $\bar a = b + \bar b\,(x + x) = 2ax + 2x(a + 1) = 2x(2a + 1)$.
# Then $\partial w/\partial z = \bar a = 2x(2a+1)$, $\partial w/\partial y = \bar a\,x = 2x^2(2a+1)$, and
# $\partial w/\partial x = \bar a\,y + 2 \bar b\,a = 2xy(2a+1) + 2a(a+1)$.
# ### END SOLUTION


# %% nbgrader={"grade_id": "shared_formulas", "solution": true}
def w_slopes(x, y, z):
    """w and its derivatives at one point, from your formulas. x, y, z: floats. Returns (w, dw/dx, dw/dy, dw/dz)."""
    ### BEGIN SOLUTION
    a = x * y + z
    w = 2 * x * a * (a + 1)
    return w, 2 * a * (a + 1) + 2 * x * y * (2 * a + 1), 2 * x * x * (2 * a + 1), 2 * x * (2 * a + 1)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_measure"}
def w_measured(x, y, z, h=1e-5):
    """w and its three derivatives, the latter measured by central differences."""

    def w(x, y, z):
        a = x * y + z
        b = a * (x + x)
        return a * b + b

    by_x = (w(x + h, y, z) - w(x - h, y, z)) / (2 * h)
    by_y = (w(x, y + h, z) - w(x, y - h, z)) / (2 * h)
    by_z = (w(x, y, z + h) - w(x, y, z - h)) / (2 * h)
    return w(x, y, z), by_x, by_y, by_z


# %% nbgrader={"grade_id": "shared_w", "points": 1}
# Hidden: w at fresh points, and where an input is 0.
### BEGIN HIDDEN TESTS
for x, y, z in [*rng.normal(size=(3, 3)).tolist(), [1.5, 0.0, -0.7]]:
    got = check.pair(w_slopes(x, y, z), 4, name="w_slopes")
    same_number(got[0], w_measured(x, y, z)[0], f"w at ({x:.4f}, {y:.4f}, {z:.4f})")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "shared_by_x", "points": 1}
# Hidden: dw/dx at fresh points, and where an input is 0.
### BEGIN HIDDEN TESTS
for x, y, z in [*rng.normal(size=(3, 3)).tolist(), [0.0, 1.3, -0.7], [1.5, 0.0, -0.7]]:
    got = check.pair(w_slopes(x, y, z), 4, name="w_slopes")
    same_number(got[1], w_measured(x, y, z)[1], f"dw/dx at ({x:.4f}, {y:.4f}, {z:.4f})", atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "shared_by_y", "points": 1}
# Hidden: dw/dy at fresh points, and where an input is 0.
### BEGIN HIDDEN TESTS
for x, y, z in [*rng.normal(size=(3, 3)).tolist(), [0.0, 1.3, -0.7], [1.5, 0.0, -0.7]]:
    got = check.pair(w_slopes(x, y, z), 4, name="w_slopes")
    same_number(got[2], w_measured(x, y, z)[2], f"dw/dy at ({x:.4f}, {y:.4f}, {z:.4f})", atol=1e-6)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "shared_by_z", "points": 1}
# Hidden: dw/dz at fresh points, and where an input is 0.
### BEGIN HIDDEN TESTS
for x, y, z in [*rng.normal(size=(3, 3)).tolist(), [0.0, 1.3, -0.7], [1.5, 0.0, -0.7]]:
    got = check.pair(w_slopes(x, y, z), 4, name="w_slopes")
    same_number(got[3], w_measured(x, y, z)[3], f"dw/dz at ({x:.4f}, {y:.4f}, {z:.4f})", atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **Think about it.** You have three ways to the same derivatives now: the formulas, `reverse_mode` and `Scalar`. Compare them
# in a cell of your own. Which would you still trust if $w$ took a hundred lines?

# %% [markdown]
# ## 7. Derivatives of activation functions
#
# Between the layers of a network stand functions of one variable. Their derivatives decide what becomes of a gradient on
# its way back: whether it passes, shrinks or stops. Here are four of them:
#
# $$\operatorname{ReLU}(x) = \max(0, x), \qquad
# \operatorname{LeakyReLU}(x) = \begin{cases} x & x > 0 \\ 0.1\,x & x \le 0 \end{cases}, \qquad \tanh x, \qquad
# \operatorname{GELU}(x) = x\,\Phi(x),$$
#
# with $\Phi(x) = \tfrac12\bigl(1 + \operatorname{erf}(x / \sqrt 2)\bigr)$, the probability that a standard normal
# variable is below $x$. Write their derivatives. GELU also has a well-known approximation with $\tanh$; the derivative
# of either form is right (they differ by less than 0.001), and at 0, where ReLU and LeakyReLU have a corner, any value
# is.
#
# <details><summary>Hint 1: erf of an array</summary>
#
# `math.erf` takes one number. `np.vectorize(math.erf)(x)` takes arrays.
#
# </details>
# <details><summary>Hint 2: the derivative of Φ</summary>
#
# It is the normal density $\varphi(x) = e^{-x^2/2} / \sqrt{2\pi}$. The rest is the product rule.
#
# </details>


# %% nbgrader={"grade_id": "slopes_piecewise", "solution": true}
def relu_slope(x):
    """The derivative of ReLU. x: float64 of any shape. Returns float64 of the same shape."""
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, 0.0)
    ### END SOLUTION


def leaky_relu_slope(x):
    """The derivative of LeakyReLU with slope 0.1 for negative x. x: float64 of any shape. Returns the same shape."""
    ### BEGIN SOLUTION
    return np.where(x > 0, 1.0, 0.1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "slopes_smooth", "solution": true}
def tanh_slope(x):
    """The derivative of tanh, finite for every finite x. x: float64 of any shape. Returns float64 of the same shape."""
    ### BEGIN SOLUTION
    return 1 - np.tanh(x) ** 2
    ### END SOLUTION


def gelu_slope(x):
    """The derivative of GELU, finite for every finite x. x: float64 of any shape. Returns float64 of the same shape."""
    ### BEGIN SOLUTION
    below = (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2
    return below + x * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    ### END SOLUTION


# %% tags=["setup"] nbgrader={"grade_id": "setup_activations"}
def relu(x):
    return np.maximum(x, 0)


def leaky_relu(x):
    return np.where(x > 0, x, 0.1 * x)


def gelu(x):
    return x * (1 + np.vectorize(math.erf)(x / math.sqrt(2))) / 2


def away_from_zero(rng, *shape):
    """Random numbers of both signs, none closer to 0 than 0.1."""
    numbers = rng.uniform(0.1, 3, size=shape) * rng.choice([-1, 1], size=shape)
    numbers.flat[:2] = -1.5, 1.25
    return numbers


def measured(function, x, h=1e-5):
    """The derivative of an elementwise function, by central differences."""
    return (function(x + h) - function(x - h)) / (2 * h)


# %% nbgrader={"grade_id": "slopes_public", "points": 1}
x = np.array([[-1.5, 0.5], [2.0, -0.25]])
before = x.copy()
itself = "the function itself, in place of its derivative?"
mistakes = {itself: relu(before), "the sign of x? For negative x the slope is 0": np.sign(before)}
check.close(relu_slope(x), np.array([[0.0, 1.0], [1.0, 0.0]]), name="relu_slope(x)", mistakes=mistakes)
check.unchanged(before, x, name="x, by relu_slope,")
mistakes = {
    itself: leaky_relu(before),
    "the slope 0.01 for negative x, PyTorch's, in place of 0.1?": np.array([[0.01, 1], [1, 0.01]]),
}
check.close(leaky_relu_slope(x), np.array([[0.1, 1.0], [1.0, 0.1]]), name="leaky_relu_slope(x)", mistakes=mistakes)
mistakes = {
    itself: np.tanh(before),
    "tanh x not squared?": 1 - np.tanh(before),
    "1 minus the square of x, in place of that of tanh x?": 1 - before**2,
}
check.close(tanh_slope(x), measured(np.tanh, before), name="tanh_slope(x)", rtol=1e-6, mistakes=mistakes)
density, below = np.exp(-before * before / 2) / math.sqrt(2 * math.pi), gelu(before) / before
mistakes = {
    itself: gelu(before),
    "the second term of the product rule forgotten, x times the derivative of Φ?": below,
    "the first term of the product rule forgotten, Φ?": before * density,
    "the factor x forgotten in the second term of the product rule?": below + density,
}
check.close(gelu_slope(x), measured(gelu, before), name="gelu_slope(x)", rtol=0, atol=2e-3, mistakes=mistakes)
check.passed("the four derivatives agree with measured slopes at four points")

# %% nbgrader={"grade_id": "slopes_relu", "points": 1}
# Hidden: relu_slope on fresh arrays of one, two and three axes, which stay as they were.
### BEGIN HIDDEN TESTS
for shape in ((7,), (2, 5), (2, 3, 4)):
    x = away_from_zero(rng, *shape)
    before = x.copy()
    check.close(relu_slope(x), np.where(before > 0, 1.0, 0.0), name=f"relu_slope, for shape {shape}")
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slopes_leaky_relu", "points": 1}
# Hidden: leaky_relu_slope on fresh arrays of one, two and three axes, which stay as they were.
### BEGIN HIDDEN TESTS
for shape in ((7,), (2, 5), (2, 3, 4)):
    x = away_from_zero(rng, *shape)
    before = x.copy()
    check.close(leaky_relu_slope(x), np.where(before > 0, 1.0, 0.1), name=f"leaky_relu_slope, for shape {shape}")
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slopes_tanh", "points": 1}
# Hidden: tanh_slope on fresh arrays of one, two and three axes, which stay as they were.
### BEGIN HIDDEN TESTS
for shape in ((7,), (2, 5), (2, 3, 4)):
    x = away_from_zero(rng, *shape)
    before = x.copy()
    check.close(tanh_slope(x), 1 / np.cosh(before) ** 2, name=f"tanh_slope, for shape {shape}")
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slopes_gelu", "points": 1}
# Hidden: gelu_slope on fresh arrays of one, two and three axes, to within 0.002; they stay as they were.
### BEGIN HIDDEN TESTS
for shape in ((7,), (2, 5), (2, 3, 4)):
    x = away_from_zero(rng, *shape)
    before = x.copy()
    check.close(gelu_slope(x), measured(gelu, before), name=f"gelu_slope, for shape {shape}", rtol=0, atol=2e-3)
    check.unchanged(before, x, name="x")
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slopes_far_out", "points": 1}
# Hidden, announced in the docstrings: tanh_slope and gelu_slope at -800, -50, 50 and 800, and at 0.3.
### BEGIN HIDDEN TESTS
x = np.array([-800.0, -50.0, 50.0, 800.0, 0.3])
check.close(tanh_slope(x), np.array([0, 0, 0, 0, 1 / math.cosh(0.3) ** 2]), name="tanh_slope, far out", atol=1e-8)
expected = np.array([0, 0, 1, 1, measured(gelu, np.array([0.3]))[0]])
check.close(gelu_slope(x), expected, name="gelu_slope, far out", rtol=0, atol=2e-3)
### END HIDDEN TESTS

# %% nbgrader={"grade_id": "slopes_picture"}
pictures.slopes(
    {
        "ReLU": (relu, relu_slope),
        "LeakyReLU, slope 0.1": (leaky_relu, leaky_relu_slope),
        "tanh": (np.tanh, tanh_slope),
        "GELU": (gelu, gelu_slope),
    }
)

# %% [markdown]
# **Think about it.** Send a gradient back through ten layers with tanh between them, each at $x = 2$: by what factor does it
# shrink? And with ReLU? Which of the four derivatives can be larger than 1, which can be negative, and what does that mean?

# %% [markdown]
# ## What you have built
#
# A differentiator needs a table of derivatives, a graph, and an order in which to walk through it. Forward mode answers
# one question per input, reverse mode one per output. Your `Scalar` is the tensor of a framework in miniature; what it
# lacks is arrays, and those come in the next notebook.
#
# **Words to remember**
#
# | term | meaning |
# |---|---|
# | computational graph | the elementary steps of a formula, and which uses the result of which |
# | topological order | an order in which each node comes after all that it uses |
# | tangent $\dot v$ | how fast a node moves when the inputs move in a given direction |
# | adjoint $\bar v$ | how much the output changes for each unit by which a node changes |
# | forward mode | values and tangents, from the inputs to the output |
# | reverse mode | values forwards, then adjoints, from the output to the inputs |
# | fan-out | a node is used more than once; its adjoint is a sum |
# | define-by-run | the graph is recorded while the program runs |
# | leaf | a number that was given, not computed |
# | backpropagation | reverse mode, applied to the loss of a network |
#
# **To read on**
#
# - A. Griewank, A. Walther, *Evaluating Derivatives: Principles and Techniques of Algorithmic Differentiation* (SIAM, 2008)
# - A. Baydin, B. Pearlmutter, A. Radul, J. Siskind, *Automatic Differentiation in Machine Learning: a Survey* (JMLR, 2018)
# - A. Karpathy, *micrograd*, a scalar-valued autograd engine in about a hundred lines
# - D. Hendrycks, K. Gimpel, *Gaussian Error Linear Units (GELUs)* (2016)
#
# The questions follow homework 3 of CSCI 5980/8980 at the University of Minnesota (Fall 2020, problem 1) and the theory part of
# a homework of New York University's deep learning course (question 1.2).

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
