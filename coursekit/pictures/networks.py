"""Pictures of the layers of networks, their cost, and how gradients vanish on their way through the layers."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import power
from coursekit.training.depth import gradient_norms

_STYLES = {"sigmoid": (ORANGE, "--", "s"), "tanh": (GREEN, "-.", "^"), "relu": (PURPLE, "-", "o")}


def layer_chain(
    layers: Sequence[tuple[str, str]], *, alt: str, backward: str = "gradients, of the same shapes"
) -> Picture:
    """A chain of layers: boxes with the shapes between them, the forward pass above, the backward pass below.

    layers: (name, shape of its output), in order; the first is the input. alt: the chain in words.
    backward: a label for the backward pass.
    """
    figure = Figure(figsize=(1.75 * len(layers), 2.2))
    axes = figure.subplots()
    for place, (name, shape) in enumerate(layers):
        edge = GREY if place == 0 else BLUE
        axes.add_patch(
            FancyBboxPatch((place, 0.35), 0.62, 0.3, boxstyle="round,pad=0.04", facecolor="white", edgecolor=edge, lw=2)
        )
        axes.text(place + 0.31, 0.5, f"{name}\n{shape}", ha="center", va="center", fontsize=10)
        if place:
            for height, colour, style, ends in (
                (0.58, BLUE, "-", (place - 0.33, place - 0.05)),
                (0.42, RED, "--", (place - 0.05, place - 0.33)),
            ):
                arrow = FancyArrowPatch(
                    (ends[0], height), (ends[1], height), arrowstyle="-|>", mutation_scale=14, color=colour, ls=style
                )
                axes.add_patch(arrow)
    axes.text(0, 0.83, "forward: values →", color=BLUE, fontsize=11)
    axes.text(0, 0.12, f"backward: {backward} ←", color=RED, fontsize=11)
    axes.set(xlim=(-0.1, len(layers) - 0.25), ylim=(0.05, 0.95))
    axes.axis("off")
    return Picture(figure, alt)


def operation_counts(sizes: Sequence[int], counts: Mapping[str, Sequence[int]], *, size: str) -> Picture:
    """Counted operations against the size of a problem, a curve for each name.

    sizes: the horizontal axis, labelled `size`; counts: {name: numbers of operations, one for each size}.
    """
    figure = Figure(figsize=(7, 3.8))
    axes = figure.subplots()
    styles = ((ORANGE, "s"), (BLUE, "o"), (GREEN, "^"), (RED, "v"))
    for (name, numbers), (colour, marker) in zip(counts.items(), styles, strict=False):
        axes.plot(sizes, numbers, color=colour, marker=marker, linewidth=2, label=name)
    axes.set(xlabel=size, ylabel="operations", ylim=(0, None))
    axes.legend()
    axes.grid(alpha=0.3)
    told = "; ".join(f"{name}: from {numbers[0]} to {numbers[-1]}" for name, numbers in counts.items())
    return Picture(figure, f"Counted operations against the {size}, from {sizes[0]} to {sizes[-1]}. {told}.")


def gradient_sizes(norms: Mapping[str, Sequence[float]]) -> Picture:
    """The size of the weights' gradient in each layer of a deep network, for one or more networks.

    norms: by the network's name, one number per layer, the first layer first; all positive.
    """
    figure = Figure(figsize=(7, 3.6))
    axes = figure.subplots()
    styles = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, ":", "^"))
    for (name, values), (colour, line, marker) in zip(norms.items(), styles, strict=False):
        places = np.arange(1, len(values) + 1)
        axes.semilogy(places, values, color=colour, marker=marker, linestyle=line, linewidth=2, label=name)
    axes.set(xlabel="layer (1 is next to the data)", ylabel="norm of dL/dW")
    axes.legend()
    axes.grid(alpha=0.3)
    told = "; ".join(
        f"{name}: {power(values[0], 2)} in the first layer, {power(values[-1], 2)} in the last"
        for name, values in norms.items()
    )
    return Picture(figure, f"Size of the weights' gradient in each layer, logarithmic. {told}.")


def vanishing_gradients(depth: int = 20) -> Picture:
    """The norms of `gradient_norms` against the layer, for sigmoid, tanh and ReLU."""
    figure = Figure(figsize=(7.5, 3.8))
    axes = figure.subplots()
    told = []
    for name, (colour, line, marker) in _STYLES.items():
        norms = np.array(gradient_norms(name, depth=depth))
        axes.semilogy(range(1, depth + 1), norms, color=colour, ls=line, marker=marker, markersize=5, label=name)
        told.append(f"{name} by a factor of {power(norms[0] / norms[-1])}")
    axes.set(xlabel="layer (1 is next to the input)", ylabel="norm of the gradient", xticks=range(1, depth + 1, 3))
    axes.set_title("the gradient travels from right to left", fontsize=11)
    axes.grid(alpha=0.3)
    axes.legend(loc="lower right")
    alt = f"The norm of the gradient at each of {depth} layers. Between the last layer and the first it changes, for "
    return Picture(figure, f"{alt}{'; '.join(told)}.")
