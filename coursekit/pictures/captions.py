"""Pictures for captioning: sentences under their pictures, a recurrent network in time, gradients through time."""

import textwrap
from collections.abc import Mapping, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import PercentFormatter
from PIL import Image

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import power, share

Array = np.ndarray


def captioned(
    pictures: Sequence[Any], captions: Sequence[str], *, truths: Sequence[Sequence[str]] | None = None, columns: int = 3
) -> Picture:
    """Pictures, each with a sentence below it.

    pictures: arrays (height, width), from 0 (white) to 1 (black), or photographs: paths, or web addresses, which are
        shown as text. captions: one sentence each.
    truths: for each picture the sentences that people would say. A caption that is none of them has the first of them
    below it; without photographs it is marked ✗, and the others ✓.
    """
    if len(pictures) == 0:
        raise ValueError("There are no pictures to show.")
    columns = min(columns, len(pictures))
    rows = -(-len(pictures) // columns)
    photos = not isinstance(pictures[0], np.ndarray)
    height = 3.5 if photos else 2.65 if truths is None else 2.95
    figure = Figure(figsize=(2.4 * columns, height * rows), layout="constrained")
    grid = figure.subplots(rows, columns, squeeze=False).ravel()
    told = []
    for place, (axes, picture, caption) in enumerate(zip(grid, pictures, captions, strict=False)):
        right = truths is None or caption in truths[place]
        mark = "" if truths is None or photos else "✓ " if right else "✗ "
        lines = _lines(mark + caption, 21) or ["(no words)"]
        if isinstance(picture, Path):
            axes.set_anchor("S")
            with Image.open(picture) as image:
                axes.imshow(np.asarray(image.convert("RGB")))
        elif photos:
            address = "\n".join(textwrap.wrap(picture, 24))
            axes.text(0.5, 0.5, address, ha="center", va="center", fontsize=9, color=GREY)
        else:
            axes.imshow(picture, cmap="gray_r", vmin=0, vmax=1, interpolation="nearest")
        axes.set(xticks=[], yticks=[])
        for spine in axes.spines.values():
            spine.set_color("0.8")
        axes.set_xlabel("\n".join(lines), fontsize=13, color="black" if right or photos else RED)
        told.append(f"{mark}{caption}" + ("" if right else f" (a person says: {truths[place][0]})"))
        if truths is not None and not right:
            human = "\n".join(_lines(truths[place][0], 25))
            axes.annotate(human, (0.5, 0), (0, -8 - 16 * len(lines)), xycoords="axes fraction", ha="center", va="top",
                          textcoords="offset points", fontsize=11, color=GREY, annotation_clip=False)  # fmt: skip
    for axes in grid[len(pictures) :]:
        axes.axis("off")
    return Picture(figure, f"{len(told)} pictures, each with a caption below it: {'; '.join(told)}.")


def unrolled_rnn(words: Sequence[str]) -> Picture:
    """A captioning network in time: the picture's features start the state, each word goes in and the next comes out.

    words: the sentence, without <START> and <END>.
    """
    into, out = ["<START>", *words], [*words, "<END>"]
    figure = Figure(figsize=(1.35 * (len(into) + 1) + 0.3, 3.0))
    axes = figure.subplots()
    _box(axes, 0, 1, "features\n→ h0", ORANGE)
    for t, (word, following) in enumerate(zip(into, out, strict=True), start=1):
        _box(axes, t, 1, f"h{t}", BLUE)
        axes.text(t, 0, word, ha="center", va="center", fontsize=10.5)
        axes.text(t, 2, following, ha="center", va="center", fontsize=10.5, weight="bold")
        for (x, y), (to_x, to_y) in (((t, 0.17), (t, 0.7)), ((t, 1.3), (t, 1.83)), ((t - 0.64, 1), (t - 0.36, 1))):
            axes.annotate("", (to_x, to_y), (x, y), arrowprops={"arrowstyle": "->", "color": GREY, "linewidth": 1.4})
    for y, name in ((0, "word in"), (1, "state"), (2, "word out")):
        axes.text(-0.62, y, name, ha="right", va="center", fontsize=10, color=GREY, style="italic")
    axes.set(xlim=(-1.3, len(into) + 0.5), ylim=(-0.3, 2.3))
    axes.axis("off")
    alt = (
        f"A recurrent network over {len(into)} time steps. The picture's features become the state h0. At each step a "
        f"word goes in from below, the state moves to the right, and the next word comes out at the top: in "
        f"{', '.join(into)}; out {', '.join(out)}."
    )
    return Picture(figure, alt)


def gradients_through_time(factors: Mapping[str, Array]) -> Picture:
    """What is left of a gradient on its way back through time, for each start of Wh.

    factors: by the start's name, the singular values of the derivative of the last state by earlier ones, (steps + 1,
    H), in row k by the state k steps earlier: by how much gradients of H orthogonal directions have been multiplied.
    The line is their median, the band holds the middle eighty percent of them.
    """
    figure = Figure(figsize=(7.5, 4.2), layout="constrained")
    axes = figure.subplots()
    told = []
    for (name, values), (colour, line, marker) in zip(factors.items(), cycle(_STYLES), strict=False):
        low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=1)
        axes.fill_between(range(len(middle)), low, high, color=colour, alpha=0.18, linewidth=0)
        axes.semilogy(middle, color=colour, linestyle=line, marker=marker, markersize=5, linewidth=2, label=name)
        told.append(f"{name}: {power(middle[-1])}, and from {power(low[-1])} to {power(high[-1])} for eighty percent")
    axes.set(xlabel="steps back in time", ylabel="a gradient of norm 1 becomes", ylim=(1e-7, 20))
    figure.legend(loc="outside upper center", ncols=len(factors), fontsize=9)  # inside, it would cover a line
    axes.grid(alpha=0.3)
    alt = (
        f"What is left of gradients of norm 1 on their way back in time, logarithmic, as the median of all directions "
        f"and a band. After {len(middle) - 1} steps the median is, {'; '.join(told)}."
    )
    return Picture(figure, alt)


def accuracies_by_epoch(
    histories: Mapping[str, Sequence[Sequence[float]]],
    *,
    shows: str = "whole sentences right",
    title: str = "Sentences that are right as a whole in validation, by epoch",
) -> Picture:
    """The share of right answers in validation, by epoch, for several kinds of training.

    histories: by the kind's name, the runs; of each run one number from 0 to 1 before training and one after each
    epoch. The line is the runs' mean; each run is drawn thinly. shows: the vertical axis. title: what the alternative
    text says first.
    """
    figure = Figure(figsize=(7.5, 3.9))
    axes = figure.subplots()
    told = []
    for (name, runs), (colour, line, marker) in zip(histories.items(), cycle(_STYLES), strict=False):
        values = np.array(runs)
        axes.plot(values.T, color=colour, linewidth=0.8, alpha=0.6)
        axes.plot(values.mean(axis=0), color=colour, ls=line, marker=marker, markersize=6, linewidth=2.5, label=name)
        told.append(f"{name}: {', '.join(share(value) for value in values[:, -1])}")
    axes.set(xlabel="epoch", ylabel=shows, ylim=(0, None))
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.legend(loc="upper left" if values[:, 0].mean() < 0.3 else "lower right")
    axes.grid(alpha=0.3)
    each = f" in {len(values)} runs each" if len(values) > 1 else ""
    return Picture(figure, f"{title}. After the last one{f',{each}' if each else ''}: {'; '.join(told)}.")


_STYLES = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, ":", "^"), (RED, "-.", "D"))


def _lines(text: str, width: int) -> list[str]:
    """The text in lines of at most `width` characters: as few as possible, and about equally long."""
    fewest = len(textwrap.wrap(text, width))
    return next(lines for most in range(1, width + 1) if len(lines := textwrap.wrap(text, most)) <= fewest)


def _box(axes: Any, x: float, y: float, text: str, colour: str) -> None:
    style = {"boxstyle": "round,pad=0.02,rounding_size=0.08", "facecolor": "white", "edgecolor": colour, "linewidth": 2}
    axes.add_patch(FancyBboxPatch((x - 0.34, y - 0.27), 0.68, 0.54, **style))
    axes.text(x, y, text, ha="center", va="center", fontsize=10.5)
