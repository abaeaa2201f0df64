"""The picture of a gradient check, which shows at a glance where a backward pass is wrong."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import numpy as np
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from coursekit.pictures.picture import Picture

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOWEST, HIGHEST = -8.0, 0.0  # log10 of the relative error: from rounding only to completely wrong
COLOURS = "RdBu_r"  # colour-blind readers can also tell blue from red
NOT_CHECKED = "0.85"
SMALL = 150  # up to this many entries, each is a separate square, and each wrong one gets a cross
PANELS_A_ROW = 4


class GradientErrors(Protocol):
    """The interface of a gradient check's result that `gradient_errors` needs."""

    errors: Mapping[str, np.ndarray]  # relative, by input, in the inputs' shapes; NaN for unchecked entries
    tolerance: float
    directions: int  # if above 0: all was right along this many directions, and no single entry was checked

    @property
    def passed(self) -> bool: ...

    @property
    def bound(self) -> str: ...

    def right(self, name: str) -> bool: ...

    def largest_error(self, name: str) -> float: ...

    def worst(self, name: str) -> tuple[int, ...]: ...


def gradient_errors(result: GradientErrors) -> Picture:
    """A heat map of log10 of the relative error for each input, blue where it is right and red where it is wrong.

    All share one colour bar, which is white at the tolerance. The worst entry of a wrong input has a frame; words and
    signs give the verdicts, too. Nothing about a right input depends on rounding, which differs between processors.
    """
    names = list(result.errors)
    columns = min(len(names), PANELS_A_ROW)
    rows = -(-len(names) // columns)
    figure = Figure(figsize=(2.6 * columns + 1.2, 2.7 * rows + 0.3), layout="constrained")
    panels = figure.subplots(rows, columns, squeeze=False).ravel()
    limit = min(float(np.log10(result.tolerance)), HIGHEST - 1)
    lowest = min(LOWEST, limit - 2)
    colours = ScalarMappable(TwoSlopeNorm(vmin=lowest, vcenter=limit, vmax=HIGHEST), COLOURS)
    for panel, name in zip(panels, names, strict=False):
        _draw_input(panel, result, name, colours)
    for panel in panels[len(names) :]:
        panel.axis("off")
    ticks = sorted({lowest, *range(int(lowest), int(HIGHEST) + 1, 2), limit})
    bar = figure.colorbar(colours, ax=panels.tolist(), ticks=ticks, shrink=0.85)
    words = {lowest: "  or less", limit: "  tolerance"}
    bar.ax.set_yticklabels([f"$10^{{{tick:.0f}}}${words.get(tick, '')}" for tick in ticks])
    bar.ax.axhline(limit, color="black", linewidth=1)
    bar.set_label("relative error", fontsize=8)
    bar.ax.tick_params(labelsize=8)
    if any(np.isnan(errors).any() for errors in result.errors.values()):
        grey = Patch(
            facecolor=NOT_CHECKED, edgecolor="0.5", hatch="///", label="not checked: at a kink, or not in the sample"
        )
        figure.legend(handles=[grey], loc="outside lower left", frameon=False, fontsize=8)
    return Picture(figure, _alt(result))


def _draw_input(panel: "Axes", result: GradientErrors, name: str, colours: ScalarMappable) -> None:
    errors = result.errors[name]
    grid = errors.reshape(_rows(errors.shape), -1)
    logs = np.log10(np.clip(grid, 10**colours.norm.vmin, 10**HIGHEST))
    # The background is visible where nothing was checked.
    panel.add_patch(
        Rectangle((-0.5, -0.5), grid.shape[1], grid.shape[0], facecolor=NOT_CHECKED, edgecolor="0.6", hatch="///")
    )
    # Square cells, unless the panel would become too thin.
    height, width = grid.shape
    aspect = "equal" if height <= 2 * width and width <= 12 * height else "auto"
    limit = colours.norm.vcenter
    panel.imshow(logs, norm=colours.norm, cmap=colours.cmap, aspect=aspect, interpolation="nearest", zorder=1)
    if grid.size <= SMALL:
        panel.vlines(np.arange(0.5, width - 1), -0.5, height - 0.5, color="white", linewidth=0.5, zorder=1)
        panel.hlines(np.arange(0.5, height - 1), -0.5, width - 0.5, color="white", linewidth=0.5, zorder=1)
    right = result.right(name)
    title = f"{'✓' if right else '✗'} {name} {errors.shape}\n"
    if right:
        title += result.bound
    elif not result.largest_error(name) > result.tolerance:
        title += "too little could be checked"
    else:
        worst = result.worst(name)
        _frame(panel, divmod(int(np.ravel_multi_index(worst, errors.shape)) if worst else 0, width))
        title += f"largest {_short(result.largest_error(name))}" + (f" at {list(worst)}" if worst else "")
        if grid.size <= SMALL:
            for i, j in np.argwhere(grid > result.tolerance):
                colour = "white" if logs[i, j] > (limit + HIGHEST) / 2 else "black"
                panel.text(j, i, "×", ha="center", va="center", color=colour, fontsize=9, zorder=2)
    panel.set_title(title, fontsize=9, color="black" if right else "#a50f15")
    _label_axes(panel, grid.shape, errors.shape)


def _frame(panel: "Axes", cell: tuple[int, int]) -> None:
    row, column = cell
    for colour, line in (("white", 3.2), ("black", 1.6)):  # visible on dark and on light
        frame = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=colour, linewidth=line, zorder=3)
        panel.add_patch(frame)


def _label_axes(panel: "Axes", grid: tuple[int, int], shape: tuple[int, ...]) -> None:
    """Write index ticks, at most six per axis, and a note on the layout of more than two axes."""
    for size, set_ticks in ((grid[1], panel.set_xticks), (grid[0], panel.set_yticks)):
        set_ticks(range(0, size, -(-size // 6)))
    panel.tick_params(labelsize=7)
    if len(shape) > 2:
        panel.set_ylabel("axes 0 to " + str(len(shape) - 2) + ", flattened", fontsize=7)
        panel.set_xlabel(f"axis {len(shape) - 1}", fontsize=7)
    elif len(shape) < 2:
        panel.set_yticks([])


def _rows(shape: tuple[int, ...]) -> int:
    return int(np.prod(shape[:-1])) if len(shape) > 1 else 1


def _short(error: float) -> str:
    return f"{error:.0e}" if error < 0.01 else f"{error:.2g}"


def _alt(result: GradientErrors) -> str:
    """The finding in words."""
    parts = []
    for name, errors in result.errors.items():
        compared = int((~np.isnan(errors)).sum())
        wrong = int((errors > result.tolerance).sum())
        if not wrong and not result.right(name):
            parts.append(f"{name}: too little could be checked")
        elif wrong:
            worst = result.worst(name)
            place = f" (the worst, at {list(worst)}, by {_short(result.largest_error(name))})" if worst else ""
            parts.append(f"{name}: {wrong} of {compared} entries wrong{place}")
        else:
            count = errors.size if result.directions else compared
            parts.append(f"{name}: {count} {'entry' if count == 1 else 'entries'} right, {result.bound}")
    verdict = "passed" if result.passed else "failed"
    return f"Heat maps of the relative error of a gradient check, which {verdict}. {'; '.join(parts)}."
