"""Pictures of computational graphs: the nodes with their numbers, and the steps in which a trace fills them.

Graphs are those of `coursekit.training.graphs`. They are drawn from the inputs on the left to the output on the right,
each node one column to the right of its rightmost argument; an edge that crosses a column has a place in it, so that it
runs between the nodes.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from coursekit.pictures.picture import Picture
from coursekit.rounded import fixed
from coursekit.training.graphs import BINARY, SYMBOLS, Node, inputs_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = "RdBu_r"  # colour-blind readers can also tell blue from red; the numbers are shown, too
EMPTY, LINE, NOW = "white", "#6B6B6B", "#E69F00"
WIDTH, HEIGHT = 0.74, 0.56  # of a box; columns and rows are 1 apart
SWEEPS = 8
STEP_LETTERS = 11.5  # points: the picture of all steps, scaled to the 343 pixels of a phone, has letters of 9 pixels
Trace = Mapping[str, tuple[float, float]]
Place = tuple[float, float]


def computational_graph(
    graph: Sequence[Node], trace: Trace | None = None, *, names: tuple[str, str] = ("value", "adjoint"), title: str = ""
) -> Picture:
    """One graph, with two numbers in each node if there is a trace, coloured by the second.

    trace: {name: (value, tangent or adjoint)} of every input and node. names: the names of the two numbers.
    """
    places = layout(graph)
    columns, rows = _extent(places)
    figure = Figure(figsize=(1.75 * columns + (1.8 if trace else 0.6), 1.2 * rows + 0.5))
    axes = figure.subplots()
    colours = _colours([trace[name][1] for name in _real(places)] if trace else [])
    for start, end in edges(graph):
        _draw_edge(axes, places, start, end)
    for name, lines in _labels(graph, trace).items():
        _draw_node(axes, places[name], lines, colours.to_rgba(trace[name][1]) if trace else EMPTY)
    _finish(axes, columns, rows, title)
    if trace:
        bar = figure.colorbar(colours, ax=axes, shrink=0.7, pad=0.02)
        bar.set_label(f"{names[1]} (the last line in each box)")
    return Picture(figure, _words(graph, trace, names, title))


def graph_steps(graph: Sequence[Node], trace: Trace, *, reverse: bool = False) -> Picture:
    """The steps in which a trace fills the graph: one small picture for each node, in the order of computation.

    In forward mode a node gets the colour of its tangent in the step that computes it. In reverse mode it gets the
    colour of its adjoint after *all* nodes that use it have passed on theirs; until then it shows a "?". Numbers are
    rounded to two decimals; the alternative text has four.
    """
    places = layout(graph)
    columns, _ = _extent(places)
    heights = [height for _, height in places.values()]
    order = list(reversed(graph)) if reverse else list(graph)
    # Two side by side, not more, and large letters: on a phone the picture shrinks to about half its size.
    across = min(2, len(order))
    down = -(-len(order) // across)
    height = 0.6 * round(max(heights) - min(heights) + 1, 3) + 0.2
    figure = Figure(figsize=(3.0 * across, height * down), layout="constrained")
    panels = figure.subplots(down, across, squeeze=False).ravel()
    colours = _colours([trace[name][1] for name in _real(places)])
    for axes in panels:
        axes.axis("off")
    for step, (axes, node) in enumerate(zip(panels, order, strict=False)):
        done = order[: step + 1]
        filled, waiting = _state(graph, done, reverse)
        lit = {(arg, node[0]) for arg in _names(node[2])}
        for start, end in edges(graph):
            _draw_edge(axes, places, start, end, lit=(start, end) in lit, reverse=reverse, scale=0.6)
        for name in _real(places):
            text = [name, fixed(trace[name][1], 2) if name in filled else "?" if name in waiting else ""]
            colour = colours.to_rgba(trace[name][1]) if name in filled else EMPTY
            _draw_node(axes, places[name], text, colour, now=name == node[0], size=STEP_LETTERS, tall=0.72)
        says = f"{node[0]} passes on to {' and '.join(dict.fromkeys(_names(node[2]))) or 'no input'}"
        axes.set_title(f"{step + 1}. {says if reverse else _formula(node)}", fontsize=STEP_LETTERS)
        axes.set(xlim=(-0.43, columns - 0.57), ylim=(min(heights) - 0.43, max(heights) + 0.43))
    kind = "adjoints, from the output backwards" if reverse else "tangents, from the inputs forwards"
    listed = ", ".join(f"{node[0]} {fixed(trace[node[0]][1], 4)}" for node in order)
    ends = ", ".join(f"{name} {fixed(trace[name][1], 4)}" for name in inputs_of(graph)) if reverse else ""
    alt = f"{len(order)} small graphs which fill with {kind}, one node a step: {listed}."
    return Picture(figure, f"{alt} In the end the inputs have the adjoints {ends}." if reverse else alt)


# --- the layout ---------------------------------------------------------------------------------------------------


def edges(graph: Sequence[Node]) -> list[tuple[str, str]]:
    """(from, to) for each use of a name, each pair once."""
    return list(dict.fromkeys((arg, name) for name, _, args in graph for arg in _names(args)))


def layout(graph: Sequence[Node]) -> dict[str, Place]:
    """(column, height) of each input and node by name, and of each place where an edge crosses a column.

    The latter have names `start>end>column`. Heights are centred on 0 and at least 1 apart within a column.
    """
    column = dict.fromkeys(inputs_of(graph), 0)
    for name, _, args in graph:
        column[name] = 1 + max((column[arg] for arg in _names(args)), default=0)
    layers: list[list[str]] = [[] for _ in range(max(column.values()) + 1)]
    for name, place in column.items():
        layers[place].append(name)
    chains = [_chain(start, end, column) for start, end in edges(graph)]
    for chain in chains:
        for place, point in enumerate(chain[1:-1], start=column[chain[0]] + 1):
            layers[place].append(point)
    near: dict[str, list[str]] = {name: [] for layer in layers for name in layer}
    for chain in chains:
        for first, second in pairwise(chain):
            near[first].append(second)
            near[second].append(first)
    height = {name: float(row) for layer in layers for row, name in enumerate(layer)}
    for sweep in range(SWEEPS):  # move each layer towards its neighbours, on the left and on the right in turn
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = {name: float(np.mean([height[other] for other in near[name]] or [height[name]])) for name in layer}
            layer.sort(key=lambda name: (wanted[name], name))
            _spread(layer, wanted, height)
    middle = (max(height.values()) + min(height.values())) / 2
    return {name: (place, middle - height[name]) for place, layer in enumerate(layers) for name in layer}


def _spread(layer: Sequence[str], wanted: Mapping[str, float], height: dict[str, float]) -> None:
    """Move a sorted layer as close as possible to its wanted heights, at least 1 apart (by isotonic regression)."""
    blocks: list[list[float]] = []  # sum and number of adjacent names exactly 1 apart
    for row, name in enumerate(layer):
        blocks.append([wanted[name] - row, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            last = blocks.pop()
            blocks[-1] = [blocks[-1][0] + last[0], blocks[-1][1] + last[1]]
    starts = [total / number for total, number in blocks for _ in range(int(number))]
    height.update({name: start + row for row, (name, start) in enumerate(zip(layer, starts, strict=True))})


def _chain(start: str, end: str, column: Mapping[str, int]) -> list[str]:
    between = range(column[start] + 1, column[end])
    return [start, *(f"{start}>{end}>{place}" for place in between), end]


def _real(places: Mapping[str, Place]) -> list[str]:
    return [name for name in places if ">" not in name]


def _extent(places: Mapping[str, Place]) -> tuple[int, int]:
    heights = [height for _, height in places.values()]
    return int(max(column for column, _ in places.values())) + 1, max(2, int(np.ceil(max(heights) - min(heights))) + 1)


def _names(args: Sequence[str | float]) -> list[str]:
    return [arg for arg in args if isinstance(arg, str)]


def _state(graph: Sequence[Node], done: Sequence[Node], reverse: bool) -> tuple[set[str], set[str]]:
    """The names whose number is complete after these nodes, and those with a part of it."""
    finished = {name for name, _, _ in done}
    if not reverse:
        return finished | set(inputs_of(graph)), set()
    reached = {arg for _, _, args in done for arg in _names(args)}
    complete = {arg for arg in reached if all(end in finished for start, end in edges(graph) if start == arg)}
    return finished | complete, reached - complete - finished


# --- drawing ------------------------------------------------------------------------------------------------------


def _formula(node: Node) -> str:
    name, op, args = node
    parts = [arg if isinstance(arg, str) else f"{arg:g}" for arg in args]
    if op in BINARY:
        return f"{name} = {parts[0]} {SYMBOLS[op]} {parts[1]}"
    return f"{name} = {SYMBOLS.get(op, op + ' ')}{parts[0]}"


def _labels(graph: Sequence[Node], trace: Trace | None) -> dict[str, list[str]]:
    """The lines to write into each input and node."""
    lines = {name: [name] for name in inputs_of(graph)} | {node[0]: [_formula(node)] for node in graph}
    if trace:
        for name, text in lines.items():
            text += [fixed(number, 4) for number in trace[name]]
    return lines


def _colours(numbers: Sequence[float]) -> ScalarMappable:
    most = max((abs(float(number)) for number in numbers), default=0.0) or 1.0
    return ScalarMappable(Normalize(-most, most), COLOURS)


def _draw_node(
    axes: "Axes", place: Place, lines: Sequence[str], colour: object, *,
    now: bool = False, size: float = 9.5, tall: float = HEIGHT,
) -> None:  # fmt: skip
    x, y = place
    box = FancyBboxPatch(
        (x - WIDTH / 2 + 0.05, y - tall / 2 + 0.05), WIDTH - 0.1, tall - 0.1, boxstyle="round,pad=0.05",
        facecolor=colour, edgecolor=NOW if now else LINE, linewidth=3 if now else 1.2, zorder=3,
    )  # fmt: skip
    axes.add_patch(box)
    red, green, blue = box.get_facecolor()[:3]
    dark = 0.3 * red + 0.59 * green + 0.11 * blue < 0.5
    axes.text(x, y, "\n".join(lines), ha="center", va="center", fontsize=size, color="white" if dark else "black",
              zorder=4)  # fmt: skip


def _draw_edge(
    axes: "Axes", places: Mapping[str, Place], start: str, end: str, *,
    lit: bool = False, reverse: bool = False, scale: float = 1.0,
) -> None:  # fmt: skip
    """Draw a smooth line through the edge's places in the columns between."""
    first, last = places[start], places[end]
    points = [(first[0] + WIDTH / 2, first[1])]
    for column in range(int(first[0]) + 1, int(last[0])):
        x, y = places[f"{start}>{end}>{column}"]
        points += [(x - WIDTH / 2, y), (x + WIDTH / 2, y)]  # level beside the boxes of the column
    points.append((last[0] - WIDTH / 2 - 0.02, last[1]))
    path, codes = [points[0]], [Path.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        path += [(middle, y0), (middle, y1), (x1, y1)]
        codes += [Path.CURVE4] * 3
    if reverse and lit:
        path.reverse()
    arrow = FancyArrowPatch(
        path=Path(path, codes), arrowstyle="->", mutation_scale=14 * scale, color=NOW if lit else LINE,
        linewidth=(3 if lit else 1.3) * scale, zorder=2 if lit else 1,
    )  # fmt: skip
    axes.add_patch(arrow)


def _finish(axes: "Axes", columns: int, rows: int, title: str) -> None:
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(-rows / 2, rows / 2))
    axes.set_title(title, fontsize=12)
    axes.axis("off")


def _words(graph: Sequence[Node], trace: Trace | None, names: tuple[str, str], title: str) -> str:
    inputs = inputs_of(graph)
    told = f"{title or 'A computational graph'}: inputs {', '.join(inputs)}; {len(graph)} nodes, "
    told += ", ".join(_formula(node) for node in graph) + "."
    if trace:
        numbers = {name: " and ".join(fixed(number, 4) for number in trace[name]) for name in _labels(graph, None)}
        listed = ", ".join(f"{name} {text}" for name, text in numbers.items())
        told += f" {names[0].capitalize()} and {names[1]}: {listed}."
    return told
