"""Pictures of maps: small ones with their numbers, large ones in colours. Each function returns a `Picture`."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from coursekit.pictures.palette import BLUE, GREEN, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import digits

Array = np.ndarray
Box = tuple[int, int, int, int]  # row, column, height, width
FRAMES = ("black", GREEN, BLUE, RED)


def number_maps(
    panels: Mapping[str, Array], *, finding: str, frames: Mapping[str, Sequence[Box]] | None = None
) -> Picture:
    """Small maps side by side, each entry in a cell with its number; negative ones blue, positive ones red.

    panels: title → array (height, width). frames: title → boxes to draw around entries of that panel.
    finding: a sentence for the alternative text that says what the figure shows.
    """
    maps = {title: np.atleast_2d(np.asarray(array, dtype=float)) for title, array in panels.items()}
    widths, heights = [array.shape[1] for array in maps.values()], [array.shape[0] for array in maps.values()]
    figure = Figure(figsize=(0.52 * (sum(widths) + 1.2 * len(maps)), 0.5 * max(heights) + 0.7))
    row = figure.subplots(1, len(maps), squeeze=False, gridspec_kw={"width_ratios": widths, "wspace": 0.18})[0]
    for axes, (title, array) in zip(row, maps.items(), strict=True):
        # Pale colours, so that every number can be read.
        limit = 2.2 * (np.abs(array).max() or 1.0)
        axes.imshow(array, cmap="RdBu_r", vmin=-limit, vmax=limit)
        for index in np.ndindex(array.shape):
            colour = "0.55" if array[index] == 0 else "black"
            text = digits(array[index]).replace("-", "−")
            axes.text(index[1], index[0], text, ha="center", va="center", fontsize=9.5, color=colour)
        axes.set_xticks(np.arange(array.shape[1] + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(array.shape[0] + 1) - 0.5, minor=True)
        axes.grid(which="minor", color="white", linewidth=1.5)
        axes.tick_params(which="both", length=0, labelbottom=False, labelleft=False)
        for place, (top, left, height, width) in enumerate((frames or {}).get(title, ())):
            # Each is a little smaller and has another colour, to distinguish frames that overlap.
            inset, colour = 0.07 * place - 0.5, FRAMES[place % len(FRAMES)]
            corner, size = (left + inset, top + inset), (width - 0.14 * place, height - 0.14 * place)
            axes.add_patch(Rectangle(corner, *size, fill=False, edgecolor=colour, lw=2.4, zorder=3, clip_on=False))
        axes.set_title(title, fontsize=10.5)
        for spine in axes.spines.values():
            spine.set_visible(False)
    told = "; ".join(f"{title}: {_listed(array)}" for title, array in maps.items())
    return Picture(figure, f"{finding} The numbers, row by row. {told}.")


def image_maps(
    panels: Mapping[str, Array],
    *,
    finding: str,
    columns: int = 3,
    signed: bool = True,
    width: float = 9.0,
    shows_noise: bool = False,
) -> Picture:
    """Large maps as images: colour photographs (height, width, 3) unchanged, maps (height, width) in colours.

    signed: maps go from blue (negative) over white to red, each on its own scale; else grey, from black to white at
    the largest entry. columns: how many panels per row. width: of the figure, in inches.
    finding: a sentence for the alternative text that says what the figure shows. shows_noise: as for `Picture`.
    """
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    shapes = [np.shape(array)[:2] for array in panels.values()]
    tall = max(height / across for height, across in shapes)
    figure = Figure(figsize=(width, rows * (tall * width / columns + 0.35)), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    for axes, (title, array) in zip(grid, panels.items(), strict=False):
        array = np.asarray(array, dtype=float)
        if array.ndim == 3:
            axes.imshow(np.clip(array, 0, 1))
        elif signed:
            # With the largest entries as the limit, all others would be pale.
            limit = np.quantile(np.abs(array), 0.99) or np.abs(array).max() or 1.0
            axes.imshow(array, cmap="RdBu_r", vmin=-limit, vmax=limit, interpolation="nearest")
        else:
            axes.imshow(array, cmap="gray", vmin=min(0.0, array.min()), interpolation="nearest")
        axes.set_title(title, fontsize=10)
        axes.set(xticks=[], yticks=[])
    for axes in grid[len(panels) :]:
        axes.axis("off")
    told = "; ".join(f"{title} ({shape[0]} by {shape[1]})" for title, shape in zip(panels, shapes, strict=True))
    return Picture(figure, f"{len(panels)} images: {told}. {finding}", shows_noise=shows_noise)


def _listed(array: Array) -> str:
    return " / ".join(" ".join(digits(entry) for entry in row) for row in array)
