"""Pictures of images: examples, a classifier's mistakes, weights."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from coursekit.pictures.picture import Picture

Array = np.ndarray


def images(
    pixels: Array,
    captions: Sequence[Any],
    image_shape: tuple[int, ...],
    *,
    alt: str,
    columns: int = 10,
    signed: bool = False,
) -> Picture:
    """A grid of small pictures with a caption above each, of one or more lines.

    pixels: (N, D), one image per row. image_shape: (height, width), or (3, height, width) for colours from 0 to 1.
    signed: for weights, colours from blue (negative) over white to red, each image on its own scale; for those of
    colour images, grey is 0. Otherwise grey images are dark on white, each on its own scale.
    """
    if len(pixels) == 0:
        raise ValueError("There are no images to show.")
    *channels, height, width = image_shape
    columns = min(columns, len(pixels))
    rows = -(-len(pixels) // columns)
    limits = np.abs(pixels).max(axis=1, keepdims=True)
    scaled = np.divide(pixels, limits, out=np.zeros_like(pixels, dtype=float), where=limits > 0)
    # One mosaic, with space for a caption above each image, because drawing twenty axes takes ten times as long.
    words = [str(caption) for caption in captions]
    lines = max(1 + caption.count("\n") for caption in words)
    longest = max(len(line) for caption in words for line in caption.split("\n"))
    above, beside = lines * max(2, round(0.4 * height)), max(1, round(0.15 * width))
    beside += round(0.1 * width * max(0, longest - 10))  # so that long captions do not touch
    size = (rows * (height + above), columns * (width + beside))
    # In colour the fourth number is the opacity: 0 between the images.
    mosaic = np.zeros((*size, 4)) if channels else np.full(size, np.nan)
    if channels:
        scaled = 0.5 + 0.5 * scaled if signed else np.clip(pixels, 0, 1)
    across = 0.95 * columns * (width + beside) / (width + max(1, round(0.15 * width)))
    figure = Figure(figsize=(max(across, 3.0), (1.2 + 0.28 * (lines - 1)) * rows))
    axes = figure.subplots()
    font = 10 if longest <= 8 else 7.5  # so that neighbours do not touch
    for number, (row, caption) in enumerate(zip(scaled, words, strict=False)):
        top = (number // columns) * (height + above) + above
        left = (number % columns) * (width + beside)
        part = mosaic[top : top + height, left : left + width]
        if channels:
            part[..., :3], part[..., 3] = row.reshape(image_shape).transpose(1, 2, 0), 1
        else:
            part[:] = row.reshape(image_shape)
        place = (left + width / 2 - 0.5, top - 0.15 * above / lines - 0.5)
        axes.text(*place, caption, ha="center", va="bottom", fontsize=font)
    colours: dict[str, Any] = {"cmap": "RdBu_r", "vmin": -1} if signed else {"cmap": "gray_r", "vmin": 0}
    axes.imshow(mosaic, interpolation="nearest", vmax=1, **colours)
    axes.axis("off")
    return Picture(figure, alt)


def draw_image(pixels: Array, title: str = "") -> None:
    """Draw an image in pyplot's current axes, with a title. A figure of your own ends in `Picture(figure, alt)`.

    pixels: (height, width, 3) colours from 0 to 1, or (height, width) from black at 0 to white at 1.
    """
    from matplotlib import pyplot

    axes = pyplot.gca()
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=1)
    axes.set_title(title, fontsize=9)
    axes.axis("off")


def examples(data: Mapping[str, Any], count: int = 20) -> Picture:
    """The first training images of a data set with the names of their classes, or their labels if these have none."""
    names = data.get("class_names") or range(data["num_classes"])
    labels = [names[label] for label in data["y_train"][:count]]
    *channels, height, width = data["image_shape"]
    kind = ", handwritten digits" if data["name"] in ("digits", "mnist") else " in colour" if channels else ""
    alt = (
        f"{len(labels)} training images of {height} by {width} pixels{kind}, with their labels above: "
        f"{', '.join(str(label) for label in labels)}."
    )
    return images(data["X_train"][:count], labels, data["image_shape"], alt=alt)


def mistakes(scores: Array, X: Array, y: Array, image_shape: tuple[int, ...], count: int = 10) -> Picture:
    """The examples that a classifier gets wrong with the greatest confidence.

    scores: (N, C) of the images X (N, D) with labels y (N,). A caption `3 → 8` means a 3 that was classified as 8.
    """
    predicted = scores.argmax(axis=1)
    wrong = np.flatnonzero(predicted != y)
    if len(wrong) == 0:
        alt = f"No mistakes: all {len(y)} images are classified correctly. Shown are the first ones."
        return images(X[:count], y[:count], image_shape, alt=alt)
    # The confidence in a mistake: the wrong class's score minus the right one's.
    lead = scores[wrong, predicted[wrong]] - scores[wrong, y[wrong]]
    worst = wrong[np.argsort(-lead, kind="stable")][:count]
    captions = [f"{y[i]} → {predicted[i]}" for i in worst]
    alt = (
        f"{len(wrong)} of {len(y)} images are misread. The {len(worst)} most confident mistakes, as true digit → "
        f"prediction: {', '.join(captions)}."
    )
    return images(X[worst], captions, image_shape, alt=alt)


def first_layer(W1: Array, image_shape: tuple[int, int], count: int = 20) -> Picture:
    """The weights of the first layer as images, one per hidden unit, those with the greatest norm first.

    W1: (height·width, hidden units).
    """
    order = np.argsort(-np.linalg.norm(W1, axis=0), kind="stable")[:count]
    alt = (
        f"The weights of {len(order)} hidden units as images of {image_shape[0]} by {image_shape[1]} pixels, red where "
        "a pixel raises the unit and blue where it lowers it: strokes and gaps at certain places, not whole digits."
    )
    return images(W1.T[order], [f"unit {unit}" for unit in order], image_shape, alt=alt, signed=True)
