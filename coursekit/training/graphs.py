"""Computational graphs of numbers: operations, values, and random graphs for tests.

A graph is a list of nodes `(name, op, args)` in topological order: a node comes after everything that it uses, and the
last one is the output. `op` is a key of `OPERATIONS`; `args` is a tuple with one entry for each argument: the name of
an input or of an earlier node, or a number as a constant. Inputs are a dictionary from name to number.

    graph = [("v1", "mul", ("x", "y")), ("v2", "add", ("v1", 1.0))]     # x y + 1
    evaluate(graph, {"x": 2.0, "y": 3.0})                               # {"x": 2.0, "y": 3.0, "v1": 6.0, "v2": 7.0}
"""

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from coursekit.checking import check, plain

__all__ = ["BINARY", "OPERATIONS", "SYMBOLS", "evaluate", "inputs_of", "random_graph", "verified"]

Node = tuple[str, str, tuple[str | float, ...]]

OPERATIONS: dict[str, Callable[..., float]] = {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "div": operator.truediv,
    "neg": operator.neg,
    "sin": math.sin,
    "cos": math.cos,
    "exp": math.exp,
    "log": math.log,
}
BINARY = ("add", "sub", "mul", "div")
SYMBOLS = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−"}
LONGEST = 1_000  # nodes; homework needs no more


def verified(graph: Any, inputs: Sequence[str], *, name: str = "graph") -> list[Node]:
    """Return the graph as a list of tuples if it is valid for these inputs; a node or its arguments may also be a list.

    inputs: the names that arguments may refer to, besides those of earlier nodes. name: for messages.
    Raises CheckFailed, which names the first wrong node and says why.
    """
    if not plain.is_sequence(graph) or not 0 < len(graph) <= LONGEST:
        check.fail(f"{name} is {plain.describe(graph)} where a list of nodes (name, op, args) was expected.")
    known, nodes = set(inputs), []
    for place, node in enumerate(graph):
        where = f"{name}: node {place + 1}"
        if not plain.is_sequence(node) or len(node) != 3:
            check.fail(f"{where} is {plain.describe(node)} where (name, op, args) was expected.")
        label, op, args = node
        if type(label) is not str or not label:
            check.fail(f"{where} has {plain.describe(label)} for a name; give it a text, such as 'v1'.")
        where += f", {plain.shorten(label, 20)},"
        if label in known:
            check.fail(f"{where} has a name that is taken; each node needs one of its own.")
        if type(op) is not str or op not in OPERATIONS:
            check.fail(f"{where} has no operation of the list: {', '.join(OPERATIONS)}.")
        if not plain.is_sequence(args):
            check.fail(f"{where} has {plain.describe(args)} for args; write a tuple: ('x',) for one.")
        if len(args) != (asked := 2 if op in BINARY else 1):
            check.fail(f"{where} has {len(args)} arguments; '{op}' takes {asked}.")
        nodes.append((label, op, tuple(_verified_argument(arg, known, where) for arg in args)))
        known.add(label)
    return nodes


def _verified_argument(arg: Any, known: set[str], where: str) -> str | float:
    if type(arg) is not str:
        return check.number(arg, name=f"{where} a constant")
    if arg not in known:
        check.fail(f"{where} uses {plain.shorten(arg, 20)}, which is neither an input nor an earlier node.")
    return arg


def evaluate(graph: Sequence[Node], inputs: Mapping[str, float]) -> dict[str, float]:
    """The value of every input and node, by name, in the graph's order.

    Raises CheckFailed if a node has no finite value: an overflow, a division by zero, a logarithm of 0 or less.
    """
    values = {name: float(value) for name, value in inputs.items()}
    for name, op, args in graph:
        numbers = [values[arg] if isinstance(arg, str) else float(arg) for arg in args]
        try:
            values[name] = OPERATIONS[op](*numbers)
        except (ArithmeticError, ValueError):
            values[name] = math.nan
        if not math.isfinite(values[name]):
            told = ", ".join(f"{number:.4g}" for number in numbers)
            check.fail(f"Node {plain.shorten(name, 20)} has no finite value: {op} of {told}.")
    return values


def inputs_of(graph: Sequence[Node]) -> list[str]:
    """The names that a graph uses but does not compute, in the order of their first use."""
    computed = {name for name, _, _ in graph}
    used = [arg for _, _, args in graph for arg in args if isinstance(arg, str)]
    return [name for name in dict.fromkeys(used) if name not in computed]


def random_graph(rng: np.random.Generator, inputs: Mapping[str, float], size: int) -> list[Node]:
    """A random graph of `size` nodes over these inputs; at the inputs, all nodes have values between -20 and 20.

    Each node uses the one before it, so that the output depends on all of them. The other argument of a binary node is
    any earlier name or, one time in ten, a constant; divisors are at least 0.2 in absolute value. Some inputs may be
    unused.
    """
    graph: list[Node] = []
    values = {name: float(value) for name, value in inputs.items()}
    newest = str(rng.choice(list(values)))
    while len(graph) < size:
        op = str(rng.choice(list(OPERATIONS)))
        other = str(rng.choice(list(values))) if rng.random() < 0.9 else round(float(rng.uniform(0.5, 2)), 3)
        args = (newest,) if op not in BINARY else (newest, other) if rng.random() < 0.5 else (other, newest)
        numbers = [values[arg] if isinstance(arg, str) else arg for arg in args]
        if _is_tame(op, numbers):
            newest = f"v{len(graph) + 1}"
            values[newest] = OPERATIONS[op](*numbers)
            graph.append((newest, op, args))
    return graph


def _is_tame(op: str, numbers: Sequence[float]) -> bool:
    """Whether an operation on these numbers is defined, not close to undefined, and has a value of moderate size."""
    defined = {"exp": numbers[0] <= 3, "log": numbers[0] >= 0.2, "div": abs(numbers[-1]) >= 0.2}.get(op, True)
    return defined and abs(OPERATIONS[op](*numbers)) <= 20
