"""Pictures of training: losses and accuracies, the settings that were tried, the loss near the result."""

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from typing import Any, Literal, Protocol

import numpy as np
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, PercentFormatter

from coursekit.pictures.palette import BLUE, GREEN, GREY, ORANGE, PURPLE, RED
from coursekit.pictures.picture import Picture
from coursekit.rounded import digits, fixed, share

Array = np.ndarray

# How lines differ beside their colour.
LINES = ((BLUE, "o", "solid"), (ORANGE, "s", "dashed"), (GREEN, "^", "dashdot"), (RED, "D", "dotted"))


class History(Protocol):
    """The interface of a Solver that `training_curves` needs."""

    loss_history: list[float]
    train_acc_history: list[float]
    val_acc_history: list[float]
    best_epoch: int
    best_val_acc: float


# --- one run ---------------------------------------------------------------------------------------------------------


def training_curves(history: History) -> Picture:
    """Loss by batch (with its mean over an epoch) and accuracies by epoch, with a mark at the best epoch.

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


def epoch_curves(history: Mapping[str, Any]) -> Picture:
    """Loss and accuracy after each epoch, in training and in validation, with the gap between them marked at the end.

    history: lists of one length, `train_loss`, `train_accuracy`, `val_loss` and `val_accuracy`; where `best_epoch` is
    there as well, counted from 1, a star marks that epoch's validation.
    """
    best = history.get("best_epoch")
    figure = Figure(figsize=(9, 3.6))
    told = []
    for axes, what in zip(figure.subplots(1, 2, gridspec_kw={"wspace": 0.3}), ("loss", "accuracy"), strict=True):
        train, val = (np.array(history[f"{purpose}_{what}"], dtype=float) for purpose in ("train", "val"))
        epochs = np.arange(1, len(val) + 1)
        axes.plot(epochs, train, "o--", color=ORANGE, markersize=4, linewidth=2, label="training")
        axes.plot(epochs, val, "o-", color=BLUE, markersize=4, linewidth=2.5, label="validation")
        if best:
            axes.plot(best, val[best - 1], "*", color=BLUE, markersize=17, markeredgecolor="black", label="best epoch")
        axes.fill_between(epochs, train, val, color=GREY, alpha=0.15, linewidth=0)
        named = share if what == "accuracy" else fixed
        gap = abs(val[-1] - train[-1])
        arrow = {"arrowstyle": "|-|", "mutation_scale": 3, "color": GREY, "linewidth": 1.5}
        axes.annotate("", (epochs[-1] + 0.35, train[-1]), (epochs[-1] + 0.35, val[-1]), arrowprops=arrow)
        axes.set_title(f"gap at the end: {named(gap)}", fontsize=10.5)
        axes.set(xlabel="epoch", ylabel=what)
        axes.grid(alpha=0.3)
        if what == "accuracy":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0))
        axes.legend(loc="lower right" if what == "accuracy" else "upper right")
        told.append(
            f"{what} from {named(train[0])} to {named(train[-1])} in training and from {named(val[0])} to "
            f"{named(val[-1])} in validation"
        )
    kept = f" A star marks epoch {best}." if best else ""
    return Picture(figure, f"Two panels with curves over {len(val)} epochs: {told[0]}; {told[1]}.{kept}")


def loss_curves(history: Mapping[str, Sequence[float]]) -> Picture:
    """Training and validation loss by epoch, with a mark at the lowest validation loss.

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


def objective_curves(
    history: Mapping[str, Sequence[float]], *, every: int = 1, unit: Literal["epoch", "step"] = "epoch"
) -> Picture:
    """The training objective by epoch (or step), one line for each optimizer, on a logarithmic axis.

    history: name → objectives, the first before training, one for `every` so many epochs (or steps). What is not finite
    or not positive is left out.
    """
    figure = Figure(figsize=(7, 3.8))
    axes = figure.subplots()
    told = []
    for (name, values), (colour, marker, line) in zip(history.items(), cycle(LINES), strict=False):
        shown = np.array(values, dtype=float)
        usable = np.isfinite(shown) & (shown > 0)
        shown[~usable] = np.nan
        places = every * np.arange(len(shown))
        axes.semilogy(places, shown, color=colour, marker=marker, linestyle=line, linewidth=2, markersize=5, label=name)
        last = fixed(shown[-1]) if usable[-1] else "no finite number"
        told.append(f"{name} goes from {fixed(shown[0], 2) if usable[0] else 'no finite number'} to {last}")
    axes.set(xlabel=unit, ylabel="training objective")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend()
    axes.grid(alpha=0.3)
    duration = every * (max(len(values) for values in history.values()) - 1)
    return Picture(figure, f"The training objective over {duration} {unit}s: {'; '.join(told)}.")


def regression_fit(
    x: Array, y: Array, grid: Array, before: Array, after: Array, losses: Sequence[float], *, kinks: Array
) -> Picture:
    """A curve fitted to points, before and after training, and the loss by step.

    x, y: the points, (N,); grid, before, after: (M,), the curves; losses: one per step; kinks: (H,), the values of x at
    which a hidden ReLU turns on or off (values outside the grid are not shown).
    """
    figure = Figure(figsize=(9.5, 3.6))
    left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25, "width_ratios": (3, 2)})
    left.plot(x, y, "o", color=GREY, markersize=4, alpha=0.6, label="data")
    left.plot(grid, before, color=BLUE, ls="--", linewidth=1.5, label="before training")
    left.plot(grid, after, color=BLUE, linewidth=2.5, label="after training")
    inside = np.sort(kinks[(kinks > grid.min()) & (kinks < grid.max())])
    low = y.min() - 0.35
    told = "a ReLU turns on or off"
    left.plot(inside, np.full(len(inside), low), "|", color=PURPLE, markersize=12, mew=2, label=told)
    left.set(xlabel="x", ylabel="y", ylim=(low - 0.15, y.max() + 0.9))
    left.legend(loc="upper center", fontsize=9, ncols=2)
    right.semilogy(np.arange(1, len(losses) + 1), losses, color=BLUE)
    right.set(xlabel="step", ylabel="loss")
    right.grid(alpha=0.3)
    alt = (
        f"Two panels. Left: {len(x)} points, and the network's curve before training and after it, which is made of "
        f"straight pieces that meet at {len(inside)} places. Right: the loss over {len(losses)} steps, from "
        f"{digits(losses[0], 2)} to {digits(losses[-1], 1)}."
    )
    return Picture(figure, alt)


def loss_surface(loss_at: Callable[[float, float], float], *, reach: float = 1.0) -> Picture:
    """Contours of the loss near trained parameters, in a plane of two directions.

    loss_at: the loss after `a` steps in one direction and `b` in another; (0, 0) are the trained parameters.
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


# --- many runs -------------------------------------------------------------------------------------------------------


def accuracy_by_size(results: Mapping[int, float], *, validation_examples: int) -> Picture:
    """Validation accuracy against the number of hidden units, with standard errors for this many examples."""
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
    """Validation accuracy against the second hyperparameter, with a line for each value of the first.

    results: first value → second value → accuracy. names: of the two. The bars are standard errors.
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


def rate_sweep(results: Mapping[str, Mapping[float, float]], *, start: float) -> Picture:
    """The objective after a short training against the learning rate, one line for each optimizer, both logarithmic.

    results: name → learning rate → objective. start: the objective before training; what ends above twice that, or is
    not finite, has diverged and is drawn there. A star marks the best rate of each.
    """
    figure = Figure(figsize=(7, 4))
    axes = figure.subplots()
    told, ceiling = [], 2 * start
    for (name, row), (colour, marker, line) in zip(results.items(), cycle(LINES), strict=False):
        rates = np.array(sorted(row))
        values = np.array([row[rate] for rate in rates])
        values = np.where(np.isfinite(values), np.minimum(values, ceiling), ceiling)
        axes.loglog(rates, values, color=colour, marker=marker, linestyle=line, linewidth=2, label=name)
        best = int(np.argmin(values))
        axes.plot(rates[best], values[best], "*", color=colour, markersize=17, markeredgecolor="black")
        listed = ", ".join(
            f"{'diverged' if value >= ceiling else digits(value, 2)} at {rate:g}"
            for rate, value in zip(rates, values, strict=True)
        )
        told.append(f"{name}: {listed}")
    axes.axhline(start, color=GREY, linestyle=":", label="before training")
    axes.set(xlabel="learning rate", ylabel="objective after training")
    axes.legend(fontsize=9)
    axes.grid(alpha=0.3)
    alt = f"The objective after a short training against the learning rate; before it is {fixed(start, 2)}. "
    return Picture(figure, alt + ". ".join(told) + ".")


def accuracy_of_designs(results: Mapping[str, Sequence[float]]) -> Picture:
    """Validation accuracy of each design, a dot for each training and a bar for their mean, in the order given.

    results: a design's name → the accuracies of its trainings.
    """
    names = list(results)
    means = [float(np.mean(results[name])) for name in names]
    figure = Figure(figsize=(7.5, 0.55 * len(names) + 1.1))
    axes = figure.subplots()
    axes.barh(names, means, color=[BLUE, *[GREY] * (len(names) - 1)], alpha=0.35, height=0.6)
    for row, name in enumerate(names):
        axes.plot(results[name], [row] * len(results[name]), "o", color=BLUE, markersize=7, markeredgecolor="black")
        axes.text(max(results[name]) + 0.02, row, share(means[row]), va="center", fontsize=10)
    axes.invert_yaxis()
    axes.set(xlabel="validation accuracy (dots: single trainings)", xlim=(0, 1.12), xticks=np.linspace(0, 1, 6))
    axes.xaxis.set_major_formatter(PercentFormatter(1.0))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    told = "; ".join(
        f"{name} {share(mean)} ({' and '.join(share(value) for value in results[name])})"
        for name, mean in zip(names, means, strict=True)
    )
    return Picture(figure, f"Mean validation accuracy of {len(names)} designs, and of their trainings: {told}.")


def settings_grid(combinations: Sequence[tuple[float, int]], losses: Sequence[float], best: int) -> Picture:
    """Validation losses of combinations (learning rate, width), as a coloured table.

    best: the index of the chosen one. An infinite loss means that the training diverged.
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
