"""Pictures of points in classes, and of a classifier's decision regions."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import share

Array = np.ndarray
COLOURS, MARKERS = (BLUE, ORANGE, GREEN), "os^"
PALE = ListedColormap(("#BBDDF2", "#FBE3B5", "#B5E5D5"))
PETALS = (2, 3)  # the columns of petal length and width, which tell the species apart best


def flowers(data: Mapping[str, Any]) -> Picture:
    """The training flowers, by their sepals and by their petals."""
    figure = Figure(figsize=(9, 3.8))
    for axes, columns in zip(figure.subplots(1, 2, gridspec_kw={"wspace": 0.25}), ((0, 1), PETALS), strict=True):
        _scatter(axes, data, "X_train", "Y_train", columns)
        axes.set(xlabel=f"{data['features'][columns[0]]} (cm)", ylabel=f"{data['features'][columns[1]]} (cm)")
    axes.legend()
    figure.axes[0].set_title("sepals")
    figure.axes[1].set_title("petals")
    alt = (
        f"Two scatter plots of {len(data['X_train'])} flowers of three species. By their sepals setosa stands "
        "apart, and the other two are mixed. By their petals setosa is far away; versicolor and virginica touch."
    )
    return Picture(figure, alt)


def decision_regions(probabilities: Callable[[Array], Array], data: Mapping[str, Any]) -> Picture:
    """The species that a network predicts, by petal length and width, for average sepals.

    probabilities: takes flowers (N, 4), returns (N, 3). The picture also shows the validation flowers, with circles
    around the network's mistakes; because of its own sepals, a flower may be drawn on the wrong side of a border.
    """
    X = data["X_train"]
    low, high = X[:, PETALS].min(axis=0), X[:, PETALS].max(axis=0)
    margin = 0.08 * (high - low)
    across, up = (np.linspace(a - m, b + m, 160) for a, b, m in zip(low, high, margin, strict=True))
    grid = np.tile(X.mean(axis=0), (across.size * up.size, 1))
    grid[:, PETALS[0]], grid[:, PETALS[1]] = (side.ravel() for side in np.meshgrid(across, up))
    seen = np.asarray(probabilities(grid)).argmax(axis=1).reshape(up.size, across.size)
    figure = Figure(figsize=(6.5, 4.6))
    axes = figure.subplots()
    axes.pcolormesh(across, up, seen, cmap=PALE, vmin=0, vmax=2, shading="auto", rasterized=True)
    axes.contour(across, up, seen, levels=[0.5, 1.5], colors=GREY, linewidths=1)
    _scatter(axes, data, "X_val", "Y_val", PETALS)
    wrong = np.asarray(probabilities(data["X_val"])).argmax(axis=1) != data["Y_val"].argmax(axis=1)
    if wrong.any():
        axes.plot(*data["X_val"][wrong][:, PETALS].T, "o", markersize=15, markerfacecolor="none", markeredgecolor=RED,
                  markeredgewidth=2, label="mistake")  # fmt: skip
    axes.set(xlabel=f"{data['features'][PETALS[0]]}, as the network gets it", ylabel=data["features"][PETALS[1]])
    axes.legend(loc="upper left")
    shares = [f"{name} {share(np.mean(seen == k), 0)}" for k, name in enumerate(data["species"])]
    alt = (
        f"The plane of petal length and width, divided into what the network sees there: {', '.join(shares)} of the "
        f"area. Of {len(wrong)} validation flowers it mistakes {wrong.sum()}, circled."
    )
    return Picture(figure, alt)


def _scatter(axes: Any, data: Mapping[str, Any], X: str, Y: str, columns: tuple[int, int]) -> None:
    labels = data[Y].argmax(axis=1)
    for species, (name, colour, marker) in enumerate(zip(data["species"], COLOURS, MARKERS, strict=True)):
        chosen = data[X][labels == species][:, columns]
        axes.plot(
            *chosen.T, marker, color=colour, markersize=6, markeredgecolor="black", markeredgewidth=0.4, label=name
        )
