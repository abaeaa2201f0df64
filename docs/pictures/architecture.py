"""Draws the picture of docs/architecture.md: the processes, and a submission's way through them.

python docs/pictures/architecture.py docs/pictures/architecture.svg
"""

import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams |= {"svg.hashsalt": "architecture", "svg.fonttype": "path", "font.size": 10}

import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.axes import Axes  # noqa: E402
from matplotlib.patches import FancyBboxPatch  # noqa: E402

TRUSTED, STUDENT, FILES, ZYGOTE = "#dcebf7", "#fbe3c6", "#eeeeee", "#e0f0dc"  # fills, by what a box holds
EDGE = "#333333"
DASHES = (0, (4, 3))
Box = tuple[float, float, float, float]  # left, bottom, width, height; the picture is 100 by 73

SUBMITTED: Box = (1, 56, 18, 14)
COORDINATOR: Box = (25, 54, 52, 18)
BATCH: Box = (26.5, 55.5, 23, 11.5)
RECORD: Box = (52.5, 55.5, 23, 11.5)
COURSE: Box = (82, 54, 17, 18)
WORKER: Box = (25, 30, 52, 16.5)
REBUILD: Box = (26.5, 31.5, 23, 10.5)
GRADE: Box = (52.5, 31.5, 23, 10.5)
EXAMINER: Box = (25, 5, 28, 16.5)
BENCH: Box = (66, 5, 33, 16.5)
KERNEL: Box = (67.5, 6.5, 17.5, 10.5)
KEEPER: Box = (86.5, 6.5, 11, 10.5)
FORKS: Box = (1, 13, 17, 15)


def draw(path: Path) -> None:
    """Write the picture as an SVG, with the same bytes each time."""
    figure, axes = plt.subplots(figsize=(10, 7.3))
    figure.subplots_adjust(0, 0, 1, 1)
    axes.set(xlim=(0, 100), ylim=(0, 73))
    axes.axis("off")

    _box(axes, SUBMITTED, FILES, "Submissions", "submitted/\n<student>/\n<assignment>/\n<notebook>.ipynb")
    _box(axes, COURSE, FILES, "Course folder", ".autograder-store/\nresults/\nautograded/\ngradebook.db\ngrades.csv")
    _box(axes, COORDINATOR, TRUSTED, "Coordinator: the command autograder grade")
    _box(
        axes, BATCH, "white", "1  Batch", "a key for each file; what\nthe store has under its\nkey is not graded again"
    )
    _box(axes, RECORD, "white", "6  Record", "into the store at once,\nthen into the gradebook")
    _box(axes, WORKER, TRUSTED, "Worker: one for each core, in a pool")
    _box(axes, REBUILD, "white", "2  Rebuild", "the release, with the\nstudent's answers in it")
    _box(axes, GRADE, "white", "3  Grade", "cell by cell, from\ntop to bottom")
    examiner = "reference solution,\nnames of the setup cells,\na stand-in for each name\nthat the student defines"
    _box(axes, EXAMINER, TRUSTED, "5  Examiner: checks", examiner)
    _box(axes, BENCH, STUDENT, "4  Bench: cells, in a sandbox")
    _box(axes, KERNEL, "white", "Kernel", "student's cells;\nthe agent, which\nserves checks")
    _box(axes, KEEPER, "white", "Keeper", "watches\nmemory,\nends it")
    _box(axes, FORKS, ZYGOTE, "Zygote", "has imported the\nframeworks, has\ncomputed nothing,\nhas one thread")

    _arrow(axes, (19, 61), (26.5, 61))
    _arrow(axes, (75.5, 61), (82, 61))
    _arrow(axes, (38, 55.5), (38, 46.5))
    _words(axes, 39, 50.2, "task, without a name", ha="left")
    _arrow(axes, (64, 42), (64, 55.5))
    _words(axes, 65, 50.2, "outcome", ha="left")
    _arrow(axes, (49.5, 36), (52.5, 36))
    _arrow(axes, (56, 31.5), (43, 21.5), style="<->")
    _words(axes, 44.5, 26, "which check;\nits verdict", ha="right")
    _arrow(axes, (72, 31.5), (78, 21.5), style="<->")
    _words(axes, 77.5, 26, "cells; outputs", ha="left")
    _arrow(axes, (53, 11.5), (67.5, 11.5), style="<->")
    _words(axes, 59.5, 14.4, "connection:\nonly data")

    _arrow(axes, (9.5, 38), (25, 38), dashed=True)
    _arrow(axes, (18, 16), (25, 16), dashed=True)
    _arrow(axes, (82.5, 2.2), (82.5, 5), dashed=True)
    axes.plot([9.5, 9.5], [28, 38], color=EDGE, linewidth=1.2, linestyle=DASHES)
    axes.plot([9.5, 9.5, 82.5], [13, 2.2, 2.2], color=EDGE, linewidth=1.2, linestyle=DASHES)
    for x, y in ((17, 39.3), (21.3, 17.3), (17, 3.4)):
        _words(axes, x, y, "forks")

    figure.savefig(path, metadata={"Date": None, "Creator": None}, facecolor="white")
    if path.suffix == ".svg":
        text = path.read_text(encoding="utf-8")
        path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def _box(axes: Axes, box: Box, fill: str, title: str, text: str = "") -> None:
    left, bottom, width, height = box
    shape = FancyBboxPatch(
        (left, bottom), width, height, boxstyle="round,pad=0,rounding_size=0.8", facecolor=fill, edgecolor=EDGE
    )
    axes.add_patch(shape)
    axes.text(left + 1, bottom + height - 1.2, title, weight="bold", va="top", fontsize=11)
    axes.text(left + 1, bottom + height - 4.2, text, va="top", linespacing=1.2, fontsize=10.5)


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], *, style: str = "->", dashed: bool = False
) -> None:
    look = {"arrowstyle": style, "linewidth": 1.2, "color": EDGE, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
    axes.annotate("", end, start, arrowprops=look | {"linestyle": DASHES if dashed else "solid"})


def _words(axes: Axes, x: float, y: float, text: str, ha: str = "center") -> None:
    axes.text(x, y, text, ha=ha, va="center", fontsize=10.5, style="italic", linespacing=1.2)


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
