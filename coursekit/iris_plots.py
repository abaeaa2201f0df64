"""The pictures of the Iris notebook: the flowers, what softmax and cross-entropy do, and how a network was trained.

As in `coursekit.plots`: a figure is drawn from what the student's own code computed, its alternative text says what
there is to see, and no colour carries a meaning alone.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.colors import ListedColormap, LogNorm
from matplotlib.figure import Figure

from coursekit.picture import Picture
from coursekit.plots import BLUE, GREEN, GREY, ORANGE, RED
from coursekit.rounded import digits, fixed, power, share

Array = np.ndarray
COLOURS, MARKERS, STYLES = (BLUE, ORANGE, GREEN), "os^", ("-", "--", ":")
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


def softmax_curves(softmax: Callable[[Array], Array]) -> Picture:
    """The probabilities of three classes as the first score moves, the others being 0 and 1.

    softmax: takes scores (N, 3), returns probabilities of the same shape.
    """
    moving = np.linspace(-6, 6, 121)
    out = np.asarray(softmax(np.column_stack([moving, np.zeros_like(moving), np.ones_like(moving)])))
    figure = Figure(figsize=(7, 3.4))
    axes = figure.subplots()
    names = ("class 0: the score that moves", "class 1: score 0", "class 2: score 1")
    for values, colour, style, name in zip(out.T, COLOURS, STYLES, names, strict=True):
        axes.plot(moving, values, color=colour, linestyle=style, linewidth=2.5, label=name)
    axes.set(xlabel="score of class 0", ylabel="probability", ylim=(-0.03, 1.03))
    axes.legend()
    alt = (
        f"Probabilities of three classes against the score of class 0, from -6 to 6. That of class 0 goes from "
        f"{digits(out[0, 0], 2)} to {digits(out[-1, 0], 2)} in an S-shaped curve; those of the others, whose "
        f"scores stay at 0 and 1, fall to {digits(out[-1, 1], 2)} and {digits(out[-1, 2], 2)}."
    )
    return Picture(figure, alt)


def loss_of_probability(loss: Callable[[Array, Array], float], slope: Callable[[Array, Array], Array]) -> Picture:
    """What one example costs, and the slope of that, against the probability that its right class is given.

    loss: takes (Y, Y_hat), each (1, 2), returns a number; slope: takes the same, returns the gradient (1, 2).
    """
    p = np.linspace(0.02, 1 - 1e-9, 99)
    right = np.array([[1.0, 0.0]])
    costs = np.array([float(loss(right, np.array([[x, 1 - x]]))) for x in p])
    slopes = np.array([np.asarray(slope(right, np.array([[x, 1 - x]])))[0, 0] for x in p])
    figure = Figure(figsize=(8, 3.2))
    left, other = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25})
    left.plot(p, costs, color=BLUE, linewidth=2.5)
    other.plot(p, slopes, color=RED, linewidth=2.5)
    left.set(xlabel="probability of the right class", title="the loss")
    other.set(xlabel="probability of the right class", title="its derivative by that probability")
    alt = (
        f"Two curves against the probability of the right class. The loss falls from {digits(costs[0], 2)} at 0.02 to "
        f"{digits(costs[-1], 2)} at 1. Its derivative goes from {digits(slopes[0])} at 0.02 to {digits(slopes[-1], 2)} "
        "at 1: the worse the mistake, the steeper the slope."
    )
    return Picture(figure, alt)


def gradient_norms(norms: Mapping[str, Sequence[float]]) -> Picture:
    """The size of the weights' gradient in each layer of a deep network, for one or more networks.

    norms: by the network's name, one number a layer, the first layer first; all positive.
    """
    figure = Figure(figsize=(7, 3.6))
    axes = figure.subplots()
    for (name, values), colour, marker, style in zip(norms.items(), COLOURS, MARKERS, STYLES, strict=False):
        places = np.arange(1, len(values) + 1)
        axes.semilogy(places, values, color=colour, marker=marker, linestyle=style, linewidth=2, label=name)
    axes.set(xlabel="layer (1 is next to the data)", ylabel="norm of dL/dW")
    axes.legend()
    axes.grid(alpha=0.3)
    told = "; ".join(
        f"{name}: {power(values[0], 2)} in the first layer, {power(values[-1], 2)} in the last"
        for name, values in norms.items()
    )
    return Picture(figure, f"Size of the weights' gradient in each layer, logarithmic. {told}.")


def loss_curves(history: Mapping[str, Sequence[float]]) -> Picture:
    """Training and validation loss by epoch, the epoch with the lowest validation loss marked.

    history: the lists `train_loss` and `val_loss` of a network; infinite where it diverged.
    """
    train, val = (np.array(history[key], dtype=float) for key in ("train_loss", "val_loss"))
    epochs = np.arange(1, len(val) + 1)
    figure = Figure(figsize=(7, 3.6))
    axes = figure.subplots()
    axes.semilogy(epochs, train, color=ORANGE, linestyle="--", linewidth=2, label="training")
    axes.semilogy(epochs, val, color=BLUE, linewidth=2.5, label="validation")
    axes.set(xlabel="epoch", ylabel="loss")
    if not np.isfinite(val).any():
        axes.set_title("diverged: no loss is finite")
        return Picture(figure, "An empty plot: the training diverged in its first epoch.")
    best = int(np.argmin(val))
    axes.plot(best + 1, val[best], "*", color=BLUE, markersize=17, markeredgecolor="black",
              label=f"lowest: {fixed(val[best])} in epoch {best + 1}")  # fmt: skip
    axes.legend()
    axes.grid(alpha=0.3)
    alt = (
        f"Training and validation loss over {len(val)} epochs. Training goes from {fixed(train[0], 2)} to "
        f"{fixed(train[-1])}, validation from {fixed(val[0], 2)} to {fixed(val[-1])}; its lowest value, "
        f"{fixed(val[best])}, is in epoch {best + 1}."
    )
    return Picture(figure, alt)


def settings_grid(combinations: Sequence[tuple[float, int]], losses: Sequence[float], best: int) -> Picture:
    """Validation losses of the combinations (learning rate, width) that were tried, as a table in colours.

    best: the place of the chosen one. A loss may be infinite: that training diverged.
    """
    rates, widths = (sorted({pair[n] for pair in combinations}) for n in (0, 1))
    table = np.full((len(widths), len(rates)), np.nan)
    figure = Figure(figsize=(1.5 * len(rates) + 2.2, 0.6 * len(widths) + 1.6))
    axes = figure.subplots()
    for (rate, width), loss in zip(combinations, losses, strict=True):
        table[widths.index(width), rates.index(rate)] = loss
    finite = table[np.isfinite(table) & (table > 0)]
    norm = LogNorm(finite.min(), max(finite.max(), 1.01 * finite.min())) if finite.size else None
    image = axes.imshow(np.where(np.isfinite(table), table, np.nan), cmap="cividis_r", norm=norm, aspect="auto")
    for place, ((rate, width), loss) in enumerate(zip(combinations, losses, strict=True)):
        i, j = widths.index(width), rates.index(rate)
        dark = np.isfinite(loss) and norm is not None and float(norm(loss)) > 0.5
        text = fixed(loss) if np.isfinite(loss) else "diverged"
        axes.text(j, i, f"★ {text}" if place == best else text, ha="center", va="center",
                  color="white" if dark else "black", weight="bold" if place == best else None)  # fmt: skip
    axes.set(xlabel="learning rate", ylabel="hidden units", xticks=range(len(rates)), yticks=range(len(widths)))
    axes.set_xticklabels([f"{rate:g}" for rate in rates])
    axes.set_yticklabels([str(width) for width in widths])
    axes.set_title("validation loss (★: chosen)")
    if finite.size:
        figure.colorbar(image, ax=axes)
    told = "; ".join(
        f"{rate:g} and {width}: {fixed(loss) if np.isfinite(loss) else 'diverged'}"
        for (rate, width), loss in zip(combinations, losses, strict=True)
    )
    rate, width = combinations[best]
    alt = f"Validation loss by learning rate and hidden units: {told}. Chosen: {rate:g} and {width}."
    return Picture(figure, alt)


def decision_regions(probabilities: Callable[[Array], Array], data: Mapping[str, Any]) -> Picture:
    """Which species a network sees where, by petal length and width, the sepals being average.

    probabilities: takes flowers (N, 4), returns (N, 3). The validation flowers are drawn in, the network's
    mistakes among them circled; their own sepals may put a flower on another side of a border than it is drawn.
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


def loss_surface(loss_at: Callable[[float, float], float], *, reach: float = 1.0) -> Picture:
    """The loss around trained parameters, over a plane of directions, as contours.

    loss_at: the loss after `a` steps in one direction and `b` in another, (0, 0) being the trained parameters.
    """
    steps = np.linspace(-reach, reach, 25)
    heights = np.array([[float(loss_at(a, b)) for a in steps] for b in steps])
    shown = np.log10(np.maximum(np.nan_to_num(heights, nan=np.inf, posinf=1e6), 1e-6))
    figure = Figure(figsize=(5.6, 4.4))
    axes = figure.subplots()
    filled = axes.contourf(steps, steps, shown, levels=14, cmap="cividis")
    axes.contour(steps, steps, shown, levels=14, colors="white", linewidths=0.4)
    axes.plot(0, 0, "*", color="white", markersize=17, markeredgecolor="black", label="after training")
    axes.set(xlabel="steps in one random direction", ylabel="steps in another", aspect="equal")
    axes.legend(loc="upper left")
    figure.colorbar(filled, ax=axes, label="log10 of the training loss")
    row, column = np.unravel_index(np.argmin(shown), shown.shape)
    alt = (
        f"Contours of the training loss over two random directions of the parameters. After training it is "
        f"{digits(loss_at(0, 0))}; the lowest on this map is near ({digits(steps[column], 2)}, "
        f"{digits(steps[row], 2)}), the highest {digits(10 ** shown.max(), 2)}, at the rim."
    )
    return Picture(figure, alt)


def _scatter(axes: Any, data: Mapping[str, Any], X: str, Y: str, columns: tuple[int, int]) -> None:
    labels = data[Y].argmax(axis=1)
    for species, (name, colour, marker) in enumerate(zip(data["species"], COLOURS, MARKERS, strict=True)):
        chosen = data[X][labels == species][:, columns]
        axes.plot(
            *chosen.T, marker, color=colour, markersize=6, markeredgecolor="black", markeredgewidth=0.4, label=name
        )
