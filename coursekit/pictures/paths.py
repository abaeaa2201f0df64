"""Optimizers on their way: paths over the contours of a loss, still and moving, and the sizes of their steps."""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import digits

Array = np.ndarray
Loss = Callable[[Array, Array], Array]

STYLES = ((BLUE, "o", "solid"), (ORANGE, "s", "dashed"), (GREEN, "^", "dashdot"), (RED, "D", "dotted"))
LEVELS = 14


def paths_over_contours(
    panels: Mapping[str, tuple[Loss, Mapping[str, Array]]],
    *,
    names: tuple[str, str] = ("w₁", "w₂"),
    finding: str = "",
    grid: int = 61,
) -> Picture:
    """Paths over the contours of a loss of two numbers; one panel for each title.

    panels: title → (loss, paths). loss: two arrays of one shape to an array of that shape. paths: name → (T + 1, 2)
    floats, from the start to the end; what is not finite is left out. At most four paths.
    names: of the two numbers. finding: a sentence for the alternative text. grid: points in each direction at which the
    loss is computed. A star marks the lowest of them.
    """
    figure = Figure(figsize=(5.2 * len(panels) + 0.6, 4.7))
    told = []
    rows = figure.subplots(1, len(panels), squeeze=False)
    for axes, (title, (loss, paths)) in zip(rows[0], panels.items(), strict=True):
        kept = {name: _finite(path) for name, path in paths.items()}
        x, y, heights, levels = _landscape(loss, kept, grid)
        axes.contour(x, y, heights, levels=levels, colors=GREY, linewidths=0.6, alpha=0.7)
        axes.plot(*_lowest(x, y, heights), "*", color="white", markersize=15, markeredgecolor="black", label="lowest")
        _draw_paths(axes, kept)
        axes.set(xlabel=names[0], ylabel=names[1], title=title)
        told.append(f"{title}: the loss goes {_ends(loss, kept)}.")
    figure.axes[0].legend(loc="best", fontsize=9, framealpha=0.95)
    alt = f"Paths over the contours of a loss. {' '.join(told)} {finding}"
    return Picture(figure, alt)


def _draw_paths(axes: Axes, paths: Mapping[str, Array]) -> None:
    for (name, path), (colour, marker, line) in zip(paths.items(), cycle(STYLES), strict=False):
        axes.plot(path[:, 0], path[:, 1], color=colour, linestyle=line, linewidth=2, label=name)
        axes.plot(path[1:-1, 0], path[1:-1, 1], marker, color=colour, markersize=2.5)
        axes.plot(*path[-1], marker, color=colour, markersize=9, markeredgecolor="black")
    axes.plot(*_first(paths), "X", color="black", markersize=9, label="start")


def step_sizes(paths: Mapping[str, Array], names: tuple[str, str] = ("w₁", "w₂"), *, finding: str = "") -> Picture:
    """How far each step goes in each of two coordinates, on a logarithmic axis; one panel for each path.

    paths: name → (T + 1, 2) floats. finding: a sentence for the alternative text.
    """
    figure = Figure(figsize=(2.7 * len(paths) + 0.6, 3.3))
    told = []
    panels = figure.subplots(1, len(paths), squeeze=False, sharey=True)[0]
    for axes, (name, path) in zip(panels, paths.items(), strict=True):
        sizes = np.abs(np.diff(_finite(path), axis=0))
        for sizes_of_one, label, colour, line in zip(sizes.T, names, (BLUE, ORANGE), ("solid", "dashed"), strict=True):
            shown = np.where(sizes_of_one > 0, sizes_of_one, np.nan)
            axes.semilogy(np.arange(1, len(shown) + 1), shown, color=colour, linestyle=line, linewidth=2, label=label)
        axes.set(xlabel="step", title=name)
        axes.grid(alpha=0.3)
        told.append(f"{name}: {digits(sizes[0, 0], 2)} and {digits(sizes[0, 1], 2)}")
    panels[0].set_ylabel("size of the step")
    panels[-1].legend(fontsize=9)
    alt = (
        f"The size of each step in {names[0]} and in {names[1]}, by step, one panel for each optimizer. Their first "
        f"steps: {'; '.join(told)}. {finding}"
    )
    return Picture(figure, alt)


# --- moving ----------------------------------------------------------------------------------------------------------


class Animation:
    """A moving picture as SVG, and its alternative text. As the last expression of a cell it plays, without a script.

    svg: must have an `aria-label`. alt: one or two sentences. Raises ValueError if it is blank.
    """

    def __init__(self, svg: str, alt: str) -> None:
        self.svg, self.alt = svg, " ".join(alt.split())
        if not self.alt:
            raise ValueError("An animation needs alternative text: say in a sentence what it shows.")

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, str], dict[str, Any]]:
        """For Jupyter: the SVG with `alt` as metadata, and the text."""
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": {"alt": self.alt}}


WIDTH, HEIGHT = 640.0, 440.0  # of the animation, in its own units
LEGEND = 34.0  # the height of the line above it
HOLD = 0.25  # of the time, the end stands still
# Around (0, 0), about as large as each other; what differs beside the colour.
SHAPES = (
    '<circle r="7"/>',
    '<rect x="-6.5" y="-6.5" width="13" height="13"/>',
    '<path d="M0 -8.5 L8 6 L-8 6 Z"/>',
    '<path d="M0 -9 L9 0 L0 9 L-9 0 Z"/>',
)
STAR = "M0 -11 L2.6 -3.6 L10.5 -3.4 L4.2 1.4 L6.5 8.9 L0 4.4 L-6.5 8.9 L-4.2 1.4 L-10.5 -3.4 L-2.6 -3.6 Z"
CROSS = "M-6 -6 L6 6 M-6 6 L6 -6"
DASHES = ("", "7 4", "9 3 2 3", "2 3")


def animated_paths(
    loss: Loss, paths: Mapping[str, Array], *, seconds: float = 8.0, finding: str = "", grid: int = 61
) -> Animation:
    """Paths over the contours of a loss, walked by all at once, a step at a time, again and again.

    loss, paths, finding, grid: as in `paths_over_contours`. seconds: for one round. It is an SVG of some 20 kB
    that browsers animate by themselves; where they do not, it shows the whole paths. Coordinates are rounded to a tenth
    of a unit, so that every processor draws the same.
    """
    kept = {name: _finite(path) for name, path in paths.items()}
    x, y, heights, levels = _landscape(loss, kept, grid)

    def place(points: Array) -> Array:
        """Points of the plane in the picture's units, (T, 2)."""
        inside = [(points[:, n] - axis[0]) / (axis[-1] - axis[0]) for n, axis in enumerate((x, y))]
        return np.column_stack([inside[0] * WIDTH, LEGEND + (1 - inside[1]) * HEIGHT])

    longest = max(map(len, kept.values()))
    alt = (
        f"An animation: {', '.join(kept)} start at the same point and walk over the contours of a loss, "
        f"{longest - 1} steps each. The loss goes {_ends(loss, kept)}. {finding}"
    )
    parts = [_contours(x, y, heights, levels, place), *_legend(list(kept))]
    lowest, start = (_points(place(np.array([point])))[0] for point in (_lowest(x, y, heights), _first(kept)))
    parts.append(f'<path transform="translate({lowest})" d="{STAR}" fill="white" stroke="black"/>')
    parts.append(f'<path transform="translate({start})" d="{CROSS}" stroke="black" stroke-width="4"/>')
    for index, path in enumerate(kept.values()):
        parts.append(_walk(place(path), index, longest, seconds))
    size = f'viewBox="0 0 {WIDTH:g} {HEIGHT + LEGEND:g}" width="{WIDTH:g}" style="max-width:100%;height:auto"'
    label = " ".join(alt.split()).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{label}">'
    ground = f'<rect width="{WIDTH:g}" height="{HEIGHT + LEGEND:g}" fill="white"/>'
    return Animation("\n".join([head, ground, *parts, "</svg>"]), alt)


def _contours(x: Array, y: Array, heights: Array, levels: Array, place: Callable[[Array], Array]) -> str:
    import contourpy  # what matplotlib draws its contours with

    lines = contourpy.contour_generator(x, y, heights)
    drawn = ["M" + "L".join(_points(place(line))) for level in levels for line in lines.lines(level)]
    return f'<path d="{"".join(drawn)}" fill="none" stroke="{GREY}" stroke-width="0.8" opacity="0.6"/>'


def _legend(names: Sequence[str]) -> list[str]:
    parts, left = [], 24.0
    for index, name in enumerate(names):
        mark = f'<g transform="translate({left:g},17)" fill="{STYLES[index][0]}" stroke="black">{SHAPES[index]}</g>'
        text = f'<text x="{left + 14:g}" y="23" font-family="sans-serif" font-size="17">{_escaped(name)}</text>'
        parts += [mark, text]
        left += 44 + 9 * len(name)
    return parts


def _walk(path: Array, index: int, longest: int, seconds: float) -> str:
    """The trail that grows along a path and the mark at its head. Without animation both show the end."""
    stand = longest - len(path) + round(longest * HOLD / (1 - HOLD))
    timing = f'dur="{seconds:g}s" repeatCount="indefinite"'
    points = _points(path)
    lengths = np.concatenate([[0.0], np.hypot(*np.diff(path, axis=0).T).cumsum()])
    left = [_tenth(lengths[-1] - length) for length in lengths]
    colour = STYLES[index][0]
    whole = " ".join(points)
    return (
        f'<polyline points="{whole}" fill="none" stroke="{colour}" stroke-width="1.2" opacity="0.45" '
        f'stroke-dasharray="{DASHES[index]}"/>'
        f'<polyline points="{whole}" fill="none" stroke="{colour}" stroke-width="3" '
        f'stroke-dasharray="{left[0]} {left[0]}"><animate attributeName="stroke-dashoffset" {timing} '
        f'values="{";".join(left + left[-1:] * stand)}"/></polyline>'
        f'<g transform="translate({points[-1]})" fill="{colour}" stroke="black">{SHAPES[index]}'
        f'<animateTransform attributeName="transform" type="translate" {timing} '
        f'values="{";".join(points + points[-1:] * stand)}"/></g>'
    )


def _points(path: Array) -> list[str]:
    return [f"{_tenth(a)},{_tenth(b)}" for a, b in path]


def _tenth(number: float) -> str:
    return f"{round(float(f'{number:.9g}'), 1) + 0.0:g}"  # first without the noise between processors


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


# --- both ------------------------------------------------------------------------------------------------------------


def _finite(path: Array) -> Array:
    """The path up to its first number that is not finite, as float64 (T, 2); ValueError if nothing is left."""
    path = np.asarray(path, dtype=np.float64)
    good = np.isfinite(path).all(axis=1)
    kept = path if good.all() else path[: int(np.argmin(good))]
    if not len(kept):
        raise ValueError("A path begins with a number that is not finite.")
    return kept


def _landscape(loss: Loss, paths: Mapping[str, Array], grid: int) -> tuple[Array, Array, Array, Array]:
    """x (grid,), y (grid,), the loss at (y, x), and levels that lie closer together near the lowest."""
    points = np.concatenate(list(paths.values()))
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.maximum(0.15 * (high - low), 1e-3)
    x, y = (np.linspace(low[n] - room[n], high[n] + room[n], grid) for n in (0, 1))
    heights = np.asarray(loss(*np.meshgrid(x, y)), dtype=np.float64)
    span = heights.max() - heights.min()
    return x, y, heights, heights.min() + span * (np.arange(1, LEVELS + 1) / (LEVELS + 1)) ** 2.5


def _lowest(x: Array, y: Array, heights: Array) -> Array:
    """The point of the grid with the lowest loss, (2,)."""
    row, column = np.unravel_index(int(np.argmin(heights)), heights.shape)
    return np.array([x[column], y[row]])


def _first(paths: Mapping[str, Array]) -> Array:
    """Where the paths start, (2,)."""
    return next(iter(paths.values()))[0]


def _ends(loss: Loss, paths: Mapping[str, Array]) -> str:
    """From which loss to which the paths lead, in words."""
    ends = {name: np.asarray(loss(path[-1:, 0], path[-1:, 1])).item() for name, path in paths.items()}
    start = np.asarray(loss(*_first(paths)[:, None])).item()
    listed = ", ".join(f"{digits(end, 2)} ({name})" for name, end in ends.items())
    return f"from {digits(start, 2)} to {listed}"
