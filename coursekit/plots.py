"""The pictures of the notebooks. Every function returns a `Picture`: the last expression of a cell shows it.

A figure is drawn from what the student's own functions computed, and its alternative text says what there is to see in
it. Colours are told apart by colour-blind eyes (Okabe and Ito's palette, `cividis`), and never carry a meaning alone.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Protocol

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.ticker import PercentFormatter

from coursekit.image_plots import examples, first_layer, images, mistakes  # noqa: F401 (notebooks have one `plots`)
from coursekit.picture import Picture
from coursekit.rounded import digits, fixed, share, without_noise

BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B6B6B"
Array = np.ndarray


class History(Protocol):
    """What `training_curves` needs of a Solver after training."""

    loss_history: list[float]
    train_acc_history: list[float]
    val_acc_history: list[float]
    best_epoch: int
    best_val_acc: float


# ---------------------------------------------------------------------------------------------------- layers and maps


def plane_map(layer: Callable[[Array], Array], *, title: str, finding: str) -> Picture:
    """What a layer does to the plane: a square grid of points, before and after.

    layer: takes points (N, 2) and returns points (N, 2). title: a few words, such as "x @ w + b".
    finding: what there is to see, a sentence for the alternative text.
    """
    ticks, fine = np.linspace(-1, 1, 9), np.linspace(-1, 1, 81)
    horizontal = [np.column_stack([fine, np.full_like(fine, t)]) for t in ticks]
    vertical = [np.column_stack([np.full_like(fine, t), fine]) for t in ticks]
    figure = Figure(figsize=(8, 3.8))
    before, after = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25})
    for axes, change in ((before, lambda points: points), (after, layer)):
        for lines, colour, style in ((horizontal, BLUE, "solid"), (vertical, ORANGE, "dashed")):
            moved = [np.asarray(change(line)) for line in lines]
            axes.add_collection(LineCollection(moved, colors=colour, linestyles=style, linewidths=1.6))
        axes.plot(*np.asarray(change(np.zeros((1, 2))))[0], "o", color="black", markersize=7, label="where 0 goes")
        axes.axhline(0, color=GREY, linewidth=0.6, zorder=0)
        axes.axvline(0, color=GREY, linewidth=0.6, zorder=0)
        axes.autoscale_view()
        axes.set_aspect("equal", adjustable="datalim")
    before.set_title("before: a square grid")
    after.set_title(f"after: {title}")
    after.legend(loc="best", frameon=True)
    return Picture(figure, f"Two panels. Left: a square grid of points. Right: the same grid after {title}. {finding}")


def activation(function: Callable[[Array], Array], slope: Callable[[Array], Array], *, name: str) -> Picture:
    """An elementwise function and its derivative, side by side; both take and return arrays (N,)."""
    # 0 is not among the points: a kink has no derivative there.
    x = np.linspace(-3, 3, 400)
    figure = Figure(figsize=(8, 3))
    left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25})
    left.plot(x, function(x), color=BLUE, linewidth=2.5)
    right.plot(x, slope(x), color=ORANGE, linewidth=2.5)
    for axes, title in ((left, f"{name}: the output"), (right, f"{name}: its derivative")):
        axes.set_title(title)
        axes.set_xlabel("x")
        axes.axhline(0, color=GREY, linewidth=0.8, zorder=0)
        axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
    outputs, slopes = function(np.array([-3.0, 3.0])), slope(np.array([-3.0, 3.0]))
    alt = (
        f"Two curves of {name} from x = -3 to 3. The output goes from {digits(outputs[0])} at -3 to "
        f"{digits(outputs[1])} at 3. The derivative is {digits(slopes[0])} at -3 and {digits(slopes[1])} at 3."
    )
    return Picture(figure, alt)


def slopes(functions: Mapping[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]]) -> Picture:
    """Elementwise functions and their derivatives, a panel for each name; all of them take and return arrays (N,)."""
    x = np.linspace(-4, 4, 400)  # 0 is not among the points
    across = 2
    down = -(-len(functions) // across)
    figure = Figure(figsize=(4 * across, 2.6 * down), layout="constrained")
    told = []
    for axes, (name, (function, slope)) in zip(figure.subplots(down, across).ravel(), functions.items(), strict=False):
        axes.plot(x, function(x), color=GREY, linestyle="--", linewidth=1.6, label="the function")
        axes.plot(x, slope(x), color=ORANGE, linewidth=2.5, label="its derivative")
        axes.axhline(0, color=GREY, linewidth=0.8, zorder=0)
        axes.axvline(0, color=GREY, linewidth=0.8, zorder=0)
        axes.set(title=name, ylim=(-1.3, 1.9))
        axes.legend(loc="upper left", fontsize=8)
        values = np.asarray(slope(x))
        told.append(
            f"{name}: from {digits(values[0])} at x = -4 to {digits(values[-1])} at 4, at most {digits(values.max())}"
        )
    alt = f"{len(functions)} panels, each a function and its derivative. Derivatives: {'; '.join(told)}."
    return Picture(figure, alt)


def operations(sizes: Sequence[int], counts: Mapping[str, Sequence[int]], *, size: str) -> Picture:
    """Counted operations against the size of a problem, a curve for each name.

    sizes: what the curves are drawn over, called `size`; counts: {name: as many numbers of operations}.
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


def jacobian(matrix: Array, *, name: str) -> Picture:
    """A Jacobian (outputs, inputs) as a heat map with its entries written in."""
    matrix = without_noise(matrix)
    rows, columns = matrix.shape
    figure = Figure(figsize=(4.8, 4))
    axes = figure.subplots()
    image = axes.imshow(matrix, cmap="cividis")
    middle = (matrix.max() + matrix.min()) / 2
    for i in range(rows):
        for j in range(columns):
            colour = "white" if matrix[i, j] <= middle else "black"
            axes.text(j, i, digits(matrix[i, j]), ha="center", va="center", color=colour)
    axes.set(xlabel="input", ylabel="output", xticks=range(columns), yticks=range(rows))
    axes.set_title(f"Jacobian of {name}")
    figure.colorbar(image, ax=axes, label="derivative")
    off = matrix[~np.eye(rows, columns, dtype=bool)]
    where = "all of them on the diagonal" if not off.any() else "some of them off the diagonal"
    alt = f"Heat map of the {rows} by {columns} Jacobian of {name}: {np.count_nonzero(matrix)} of {matrix.size} entries"
    return Picture(figure, f"{alt} are not zero, {where}.")


def network(layers: Sequence[tuple[str, str]], *, alt: str, backward: str = "gradients, of the same shapes") -> Picture:
    """A chain of layers: boxes with the shapes between them, the forward pass above, the backward pass below.

    layers: (name, shape of what comes out of it), in order; the first is the input. alt: the chain in words.
    backward: what goes back.
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


# ------------------------------------------------------------------------------------------------- numerical accuracy


def step_curve(function: Callable[[Array], float], gradient: Array, x: Array) -> Picture:
    """The error of numerical differentiation against its step h: a V for each of two formulas.

    function: takes an array like x, returns a number. gradient: its gradient at x, of x's shape.
    """
    steps = 10.0 ** np.arange(-13, 1)
    scale = np.abs(gradient).max()
    central, one_sided = np.zeros(len(steps)), np.zeros(len(steps))
    for k, h in enumerate(steps):
        for index in np.ndindex(x.shape):
            shift = np.zeros_like(x)
            shift[index] = h
            above, here, below = (float(function(x + s)) for s in (shift, 0 * shift, -shift))
            central[k] = max(central[k], abs((above - below) / (2 * h) - gradient[index]) / scale)
            one_sided[k] = max(one_sided[k], abs((above - here) / h - gradient[index]) / scale)
    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    best = []
    for errors, colour, marker, label in (
        (one_sided, ORANGE, "s", "one-sided: (f(x+h) - f(x)) / h"),
        (central, BLUE, "o", "central: (f(x+h) - f(x-h)) / 2h"),
    ):
        axes.loglog(steps, errors, color=colour, marker=marker, markersize=4, label=label)
        lowest = int(np.argmin(errors))
        best.append(round(np.log10(steps[lowest])))
        axes.plot(steps[lowest], errors[lowest], "*", color=colour, markersize=18, markeredgecolor="black")
    axes.set(xlabel="step h", ylabel="largest relative error")
    axes.set_title("too small: rounding        ←  step  →        too large: curvature", fontsize=11)
    axes.legend()
    axes.grid(alpha=0.3)
    # In words only what does not hang on the last bits: which of the best steps is the very best differs already.
    if -9 <= best[0] <= -6 and best[0] < best[1] and central.min() < one_sided.min() < 1e-3:
        found = "One-sided differences do best at a step near 1e-8 or 1e-7; central ones at a larger, far better."
    else:
        found = "The curves are not two clean Vs: the gradient, or the function, is not what it should be."
    alt = (
        "Error of numerical derivatives against the step h, both axes logarithmic, for two formulas. "
        f"{found} Smaller steps lose to rounding, larger ones to the curvature of the function."
    )
    return Picture(figure, alt, shows_noise=True)


def shift_curve(loss: Callable[[Array, Array], float]) -> Picture:
    """A loss of the same scores, all raised by c, for c up to 1000 either way, beside the textbook formula.

    loss: takes scores (N, C) and labels (N,), returns a number.
    """
    x, y = np.array([[2.0, 1.0, -1.0], [0.5, 0.0, 1.5]]), np.array([0, 1])
    shifts = np.linspace(-1000, 1000, 81)
    with np.errstate(all="ignore"):
        yours = np.array([float(loss(x + c, y)) for c in shifts])
        powers = np.exp(x + shifts[:, None, None])
        textbook = np.mean(-np.log(powers[:, [0, 1], y] / powers.sum(axis=2)), axis=1)
    figure = Figure(figsize=(8, 3.4))
    axes = figure.subplots()
    axes.plot(shifts, yours, color=BLUE, linewidth=6, alpha=0.45, label="your softmax_loss")
    axes.plot(shifts, textbook, color=RED, linestyle="--", linewidth=2, label="textbook formula")
    lost = ~np.isfinite(textbook)
    level = np.nanmax(np.where(np.isfinite(yours), yours, np.nan), initial=1.0)
    axes.plot(shifts[lost], np.full(lost.sum(), level * 1.25), "x", color=RED, label="textbook formula: nan or inf")
    axes.set(xlabel="c, added to every score", ylabel="loss", ylim=(0, level * 1.6))
    axes.legend(loc="lower center", ncols=3, fontsize=8.5)
    sound = np.isfinite(yours)
    flat = sound.all() and np.ptp(yours) < 1e-6
    told = "stays the same for every c" if flat else f"is finite for {sound.sum()} of {len(shifts)} values of c"
    alt = (
        f"Loss against a constant c added to every score, from -1000 to 1000: your softmax_loss {told}; the textbook "
        f"formula gives nan or inf from about c = {shifts[shifts > 0][lost[shifts > 0]].min():.0f} upwards and below "
        f"about c = {shifts[shifts < 0][lost[shifts < 0]].max():.0f}."
    )
    return Picture(figure, alt)


# ----------------------------------------------------------------------------------------------------------- training


def training_curves(history: History) -> Picture:
    """Loss by batch (with its mean over an epoch) and accuracies by epoch, the best epoch marked.

    history: a Solver after `train()`.
    """
    losses, epochs = np.array(history.loss_history), len(history.val_acc_history) - 1
    per_epoch = len(losses) // epochs
    figure = Figure(figsize=(9, 3.6))
    left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25})
    left.plot(np.arange(1, len(losses) + 1) / per_epoch, losses, color=GREY, linewidth=0.7, alpha=0.7, label="batch")
    means = losses[: per_epoch * epochs].reshape(epochs, per_epoch).mean(axis=1)
    left.plot(np.arange(1, epochs + 1) - 0.5, means, color=BLUE, linewidth=2.5, label="mean over an epoch")
    left.set(xlabel="epoch", ylabel="training loss", ylim=(0, None))
    left.legend()
    right.plot(history.train_acc_history, color=ORANGE, linestyle="--", linewidth=2, label="training")
    right.plot(history.val_acc_history, color=BLUE, linewidth=2.5, label="validation")
    right.axvline(history.best_epoch, color=GREY, linestyle=":")
    right.plot(history.best_epoch, history.best_val_acc, "*", color=BLUE, markersize=17, markeredgecolor="black",
               label=f"best: {share(history.best_val_acc)} at epoch {history.best_epoch}")  # fmt: skip
    right.set(xlabel="epoch", ylabel="accuracy", ylim=(None, 1.02))
    right.yaxis.set_major_formatter(PercentFormatter(1.0))
    right.legend(loc="lower right")
    alt = (
        f"Two panels over {epochs} epochs. The training loss goes from {fixed(means[0], 2)} in the first epoch to "
        f"{fixed(means[-1], 2)} in the last. Accuracy ends at {share(history.train_acc_history[-1])} in training and "
        f"{share(history.val_acc_history[-1])} in validation; the best validation accuracy, "
        f"{share(history.best_val_acc)}, is reached at epoch {history.best_epoch}."
    )
    return Picture(figure, alt)


def accuracy_by_size(results: Mapping[int, float], *, validation_examples: int) -> Picture:
    """Validation accuracy against the number of hidden units, with the standard error that so few examples give."""
    sizes = sorted(results)
    values = np.array([results[size] for size in sizes])
    errors = np.sqrt(values * (1 - values) / validation_examples)
    best = sizes[int(np.argmax(values))]
    figure = Figure(figsize=(7, 3.6))
    axes = figure.subplots()
    axes.errorbar(sizes, values, yerr=errors, color=BLUE, marker="o", linewidth=2, capsize=4, label="± standard error")
    axes.plot(best, results[best], "*", color=BLUE, markersize=18, markeredgecolor="black", label=f"best: {best} units")
    axes.set_xscale("log")
    axes.set_xticks(sizes, [str(size) for size in sizes])
    axes.minorticks_off()
    axes.set(xlabel="hidden units", ylabel="validation accuracy")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    listed = ", ".join(f"{share(results[size])} with {size}" for size in sizes)
    alt = f"Validation accuracy against the number of hidden units: {listed}. Best: {best} units."
    return Picture(figure, alt)


def accuracy_by_two_sizes(
    results: Mapping[int, Mapping[int, float]], names: tuple[str, str], *, validation_examples: int
) -> Picture:
    """Validation accuracy against two hyperparameters: a line for each value of the first, over those of the second.

    results: first value → second value → accuracy. names: of the two. The bars are standard errors, as above.
    """
    figure = Figure(figsize=(7, 3.8))
    axes = figure.subplots()
    styles = zip(
        (BLUE, ORANGE, GREEN, RED, GREY), "osD^v", ("solid", "dashed", "dashdot", "dotted", "solid"), strict=True
    )
    seconds = sorted({second for row in results.values() for second in row})
    for (first, row), (colour, marker, line) in zip(sorted(results.items()), cycle(styles), strict=False):
        places = sorted(row)
        values = np.array([row[second] for second in places])
        errors = np.sqrt(values * (1 - values) / validation_examples)
        label = f"{names[0]} {first}"
        axes.errorbar(
            places,
            values,
            yerr=errors,
            color=colour,
            marker=marker,
            linestyle=line,
            linewidth=2,
            capsize=4,
            label=label,
        )
    best = max(((a, first, second) for first, row in results.items() for second, a in row.items()), key=lambda b: b[0])
    axes.plot(best[2], best[0], "*", color="white", markersize=18, markeredgecolor="black", label="best")
    axes.set_xscale("log")
    axes.set_xticks(seconds, [str(second) for second in seconds])
    axes.minorticks_off()
    axes.set(xlabel=names[1], ylabel="validation accuracy")
    axes.yaxis.set_major_formatter(PercentFormatter(1.0))
    axes.legend(loc="lower right", fontsize=8.5)
    axes.grid(alpha=0.3)
    told = "; ".join(
        f"{names[0]} {first}: " + ", ".join(f"{share(row[second])} with {second}" for second in sorted(row))
        for first, row in sorted(results.items())
    )
    alt = f"Validation accuracy against {names[1]}. {told}. Best: {names[0]} {best[1]}, {names[1]} {best[2]}."
    return Picture(figure, alt)
