"""Pictures of a classifier's predictions: the confusion matrix, and images arranged by their scores."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import share

Array = np.ndarray


def confusion(counts: Array, class_names: Sequence[str]) -> Picture:
    """A confusion matrix as a table: darker where a larger share of a class's images is, mistakes in red.

    counts: (C, C) integers, true classes by predicted classes.
    """
    counts = np.asarray(counts)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    right = np.eye(len(counts), dtype=bool)
    figure = Figure(figsize=(0.62 * len(counts) + 1.6, 0.5 * len(counts) + 1.4))
    axes = figure.subplots()
    for shown, colours in ((right, "Blues"), (~right, "Reds")):
        # Mistakes are rare, so a small share of them is dark already.
        part, limit = np.where(shown, shares, np.nan), 1.6 if colours == "Blues" else 0.25
        axes.imshow(part, cmap=colours, vmin=0, vmax=limit, aspect="auto")
    for (i, j), count in np.ndenumerate(counts):
        if count:
            axes.text(j, i, str(count), ha="center", va="center", fontsize=9.5, weight="bold" if i == j else None)
    ticks = range(len(counts))
    axes.set_xticks(ticks, class_names, rotation=45 if max(map(len, class_names)) > 3 else 0, ha="center")
    axes.set_yticks(ticks, class_names)
    axes.set(xlabel="predicted", ylabel="true class")
    axes.set_xticks(np.arange(len(counts) + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(len(counts) + 1) - 0.5, minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="both", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    alt = f"The confusion matrix of {counts.sum()} images, {np.trace(counts)} of which lie on its diagonal. "
    return Picture(figure, alt + _told_mistakes(np.where(right, 0, counts), class_names))


def image_map(
    scores: Array, X: Array, y: Array, image_shape: tuple[int, int], class_names: Sequence[str], count: int = 300
) -> Picture:
    """Small images, each at the place that the two main directions of the scores give it; mistakes outlined in red.

    scores: (N, C) floats of the images X (N, D) with labels y (N,); the first `count` images are drawn. The name of a
    class stands at the middle of its images.
    """
    scores, X, y = (np.asarray(array)[:count] for array in (scores, X, y))
    places = _main_directions(scores)
    figure = Figure(figsize=(9, 7.2))
    axes = figure.subplots()
    wrong = scores.argmax(axis=1) != y
    for index in np.argsort(wrong, kind="stable"):  # mistakes last, above the others
        image = OffsetImage(X[index].reshape(image_shape), zoom=16 / max(image_shape), cmap="gray_r")
        frame = {"edgecolor": RED, "linewidth": 2.5} if wrong[index] else {"edgecolor": "0.85", "linewidth": 0.5}
        axes.add_artist(AnnotationBbox(image, places[index], pad=0.1, bboxprops=frame))
    for label, name in enumerate(class_names):
        if (y == label).any():
            box = {"facecolor": "white", "edgecolor": GREY, "alpha": 0.85, "boxstyle": "round,pad=0.2"}
            middle = np.median(places[y == label], axis=0)
            axes.text(*middle, name, fontsize=13, weight="bold", ha="center", va="center", zorder=5, bbox=box)
    low, high = places.min(axis=0), places.max(axis=0)
    margin = 0.05 * np.maximum(high - low, 1e-9)
    axes.set_xlim(low[0] - margin[0], high[0] + margin[0])
    axes.set_ylim(low[1] - margin[1], high[1] + margin[1])
    axes.axis("off")
    alt = (
        f"A map of {len(y)} small images, arranged by the network's scores, with each class's name in the middle of "
        f"its images. {wrong.sum()} of them are misread ({share(wrong.mean())}) and outlined in red."
    )
    return Picture(figure, alt)


def feature_clouds(features: Mapping[str, Array], y: Array, class_names: Sequence[str]) -> Picture:
    """What networks make of the same images: a panel for each, with a dot for each image along two main directions.

    features: a network's name → (N, D) floats of N images with labels y (N,). The share of images whose nearest
    neighbour in all D features is of their own class stands in each panel's title.
    """
    y = np.asarray(y)
    figure = Figure(figsize=(4.4 * len(features), 3.9), layout="constrained")
    told = []
    for axes, (name, rows) in zip(figure.subplots(1, len(features), squeeze=False)[0], features.items(), strict=True):
        standard = (rows - rows.mean(axis=0)) / np.maximum(rows.std(axis=0), 1e-9)
        distances = np.square(standard[:, None] - standard).sum(axis=2) + np.diag(np.full(len(y), np.inf))
        alike = float((y[distances.argmin(axis=1)] == y).mean())
        places = _along_main_directions(standard)
        for label, (colour, marker) in zip(range(len(class_names)), _MARKS, strict=False):
            of_class = places[y == label]
            axes.scatter(*of_class.T, s=30, color=colour, marker=marker, edgecolor="black", linewidth=0.4, alpha=0.85,
                         label=class_names[label])  # fmt: skip
        axes.set_title(f"{name}: nearest neighbour of the same class for {share(alike, 0)}", fontsize=9.5)
        axes.set(xlabel="first main direction", ylabel="second", xticks=[], yticks=[])
        told.append(f"{name} {share(alike, 0)}")
    axes.legend(loc="best", fontsize=9)
    alt = f"{len(y)} images along two main directions, by class. Their nearest neighbours are of the same class"
    return Picture(figure, f"{alt}: {'; '.join(told)}.")


_MARKS = ((BLUE, "o"), (ORANGE, "s"), (GREEN, "^"), (RED, "D"))


def _main_directions(scores: Array) -> Array:
    """The coordinates of the scores along their first two principal directions, (N, 2)."""
    # An offset of all scores of an image changes no probability.
    return _along_main_directions(scores - scores.mean(axis=1, keepdims=True))


def _along_main_directions(rows: Array) -> Array:
    """The coordinates of rows (N, D) along their first two principal directions, (N, 2)."""
    centred = rows - rows.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    # A direction has no sign of its own: the largest entry is made positive, on every computer.
    largest = np.abs(directions).argmax(axis=1)
    directions = directions * np.sign(directions[np.arange(len(directions)), largest])[:, None]
    return np.asarray(centred @ directions[:2].T)


def _told_mistakes(mistakes: Array, class_names: Sequence[str]) -> str:
    if not mistakes.any():
        return "There are no mistakes."
    order = np.argsort(-mistakes, axis=None, kind="stable")[:3]
    pairs = [np.unravel_index(place, mistakes.shape) for place in order if mistakes.flat[place]]
    told = ", ".join(f"{class_names[i]} as {class_names[j]} ({mistakes[i, j]})" for i, j in pairs)
    return f"The most frequent mistakes, by true class and prediction: {told}."
