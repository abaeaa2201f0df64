"""Graphs: what is one, what its values are, and that random ones are ordinary."""

import math

import numpy as np
import pytest

from coursekit import graphs
from coursekit.checking.check import CheckFailed

GRAPH = [("v1", "mul", ("x", "y")), ("v2", "sin", ("v1",)), ("v3", "div", (1.5, "v2"))]


def test_values_are_computed_in_order_from_inputs_and_constants() -> None:
    values = graphs.evaluate(GRAPH, {"x": 0.5, "y": 3.0})
    assert list(values) == ["x", "y", "v1", "v2", "v3"]
    assert values["v1"] == 1.5 and values["v2"] == math.sin(1.5) and values["v3"] == 1.5 / math.sin(1.5)


@pytest.mark.parametrize("op", graphs.OPERATIONS)
def test_every_operation_takes_one_or_two_arguments(op: str) -> None:
    args = (0.5, 2.0) if op in graphs.BINARY else (0.5,)
    graph = graphs.verified([("v", op, args)], [])
    assert math.isfinite(graphs.evaluate(graph, {})["v"])


def test_lists_are_taken_for_tuples() -> None:
    written = [[name, op, list(args)] for name, op, args in GRAPH]
    assert graphs.verified(written, ["x", "y"]) == GRAPH


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        ("x + y", "is the text 'x . y' where a list of nodes"),
        ([], "where a list of nodes"),
        (None, "is None where"),
        (["v1"], "node 1 is the text 'v1'"),
        ([("v1", "mul")], "node 1 is a tuple of 2"),
        ([(1, "neg", ("x",))], "for a name"),
        ([("x", "neg", ("x",))], "a name that is taken"),
        ([("v", "pow", ("x", "y"))], "no operation of the list: add, sub"),
        ([("v", ["add"], ("x", "y"))], "no operation of the list"),
        ([("v", "sin", "x")], "write a tuple"),
        ([("v", "sin", ("x", "y"))], "has 2 arguments; 'sin' takes 1"),
        ([("v", "add", ("x", "z"))], "uses 'z', which is neither an input nor an earlier node"),
        ([("v", "add", ("x", "v"))], "uses 'v', which is neither"),
        ([("v", "add", ("x", None))], "a constant is None"),
        ([("v", "add", ("x", math.nan))], "a constant is nan"),
        ([("v", "add", ("x", True))], "a constant"),
    ],
)
def test_what_is_no_graph_is_told_in_a_sentence(graph: object, told: str) -> None:
    with pytest.raises(CheckFailed, match=told):
        graphs.verified(graph, ["x", "y"], name="graph")


@pytest.mark.parametrize(
    ("op", "number"), [("exp", 1e4), ("log", 0.0), ("log", -1.0), ("sin", math.inf), ("neg", math.nan)]
)
def test_a_node_without_a_finite_value_is_named(op: str, number: float) -> None:
    with pytest.raises(CheckFailed, match=f"Node 'v' has no finite value: {op} of"):
        graphs.evaluate([("v", op, ("x",))], {"x": number})
    with pytest.raises(CheckFailed, match="div of 2, 0"):
        graphs.evaluate([("v", "div", (2, "x"))], {"x": 0.0})


def test_inputs_are_what_a_graph_uses_and_does_not_compute() -> None:
    assert graphs.inputs_of(GRAPH) == ["x", "y"]


def test_random_graphs_are_valid_tame_and_of_one_piece() -> None:
    rng = np.random.default_rng(3)
    used: set[str] = set()
    for size in (8, 15, 30):
        point = {"a": 1.5, "b": -0.7}
        graph = graphs.random_graph(rng, point, size)
        assert graphs.verified(graph, list(point)) == graph and len(graph) == size
        assert all(abs(value) <= 20 for value in graphs.evaluate(graph, point).values())
        assert all(name in graph[k + 1][2] for k, (name, _, _) in enumerate(graph[:-1]))
        used |= {op for _, op, _ in graph}
    assert len(used) >= 7
    assert graphs.random_graph(np.random.default_rng(3), {"a": 1.5, "b": -0.7}, 8) == graphs.random_graph(
        np.random.default_rng(3), {"a": 1.5, "b": -0.7}, 8
    )
