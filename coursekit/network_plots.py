"""Pictures of what a small network computes and how it learns. Every function returns a `Picture` (see `plots`)."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from coursekit.picture import Picture
from coursekit.plots import BLUE, GREEN, GREY, ORANGE, RED, Array
from coursekit.rounded import digits, fixed, power, share

_ACTIVATIONS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "sigmoid": (lambda s: 1 / (1 + np.exp(-s)), lambda a: a * (1 - a)),
    "tanh": (np.tanh, lambda a: 1 - a**2),
    "relu": (lambda s: np.maximum(s, 0), lambda a: (a > 0).astype(float)),
}  # each with its derivative, as a function of the output
_STYLES = {"sigmoid": (ORANGE, "--", "s"), "tanh": (GREEN, "-.", "^"), "relu": (BLUE, "-", "o")}


def gradient_norms(activation: str, *, depth: int = 20, width: int = 64, seed: int = 0) -> list[float]:
    """How long the gradient of a scalar is at each layer of a deep network, the first layer first.

    The network is `depth` times s = W a, a = activation(s), on one random input; the scalar is a random sum of the last
    outputs. activation: "sigmoid", "tanh" or "relu". The weights are normal with variance 1/width, for the ReLU 2/width
    (He et al., "Delving Deep into Rectifiers", 2015). Returns the norms of the gradients with respect to s, (depth,).
    """
    function, slope = _ACTIVATIONS[activation]
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(depth, width, width)) * np.sqrt((2 if activation == "relu" else 1) / width)
    a, outputs = rng.normal(size=width), []
    for W in weights:
        a = function(W @ a)
        outputs.append(a)
    gradient, norms = rng.normal(size=width), []
    for W, a in zip(weights[::-1], outputs[::-1], strict=True):
        gradient = gradient * slope(a)
        norms.append(float(np.linalg.norm(gradient)))
        gradient = W.T @ gradient
    return norms[::-1]


def gradient_by_layer(depth: int = 20) -> Picture:
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


def softargmax_bars(scores: Sequence[float], betas: Sequence[float] = (0.3, 1, 3, 30)) -> Picture:
    """softmax(beta times the scores) as bars, a panel for each beta, beside the one-hot argmax.

    scores: (C,), no two largest alike.
    """
    values = np.asarray(scores, dtype=float)
    figure = Figure(figsize=(2.1 * (len(betas) + 1), 2.6))
    panels = figure.subplots(1, len(betas) + 1, sharey=True)
    shares = []
    for axes, beta in zip(panels, betas, strict=False):
        powers = np.exp(beta * (values - values.max()))
        shares.append(powers / powers.sum())
        axes.bar(range(len(values)), shares[-1], color=BLUE)
        axes.set_title(f"softmax({beta:g} · scores)", fontsize=10)
    panels[-1].bar(range(len(values)), np.arange(len(values)) == values.argmax(), color=ORANGE, hatch="//")
    panels[-1].set_title("argmax, one-hot", fontsize=10)
    for axes in panels:
        axes.set(xticks=range(len(values)), xticklabels=[f"{v:g}" for v in values], ylim=(0, 1.05), xlabel="score")
    grows = ", ".join(f"{share(bars.max(), 0)} at {beta:g}" for bars, beta in zip(shares, betas, strict=True))
    alt = (
        f"Bars of softmax(beta times scores) for the scores {', '.join(f'{v:g}' for v in values)}. The share of the "
        f"largest score grows with beta: {grows}. The last panel is the one-hot argmax, which the bars come close to."
    )
    return Picture(figure, alt)


def update_losses(losses: Mapping[str, Callable[[float], float]]) -> Picture:
    """Losses of one example with label y = 1 against z = b + w·x, each shifted so that its smallest value is 0.

    losses: by name, functions from z to a number; at most four.
    """
    # 0 is not among the points: the perceptron has its corner there.
    z = np.linspace(-3, 3, 200)
    figure = Figure(figsize=(7.5, 3.8))
    axes = figure.subplots()
    ends = []
    styles = ((BLUE, "-"), (ORANGE, "--"), (GREEN, "-."), (RED, ":"))
    for (name, loss), (colour, line) in zip(losses.items(), styles, strict=False):
        values = np.array([float(loss(float(point))) for point in z])
        values = values - values.min()
        axes.plot(z, values, color=colour, ls=line, linewidth=2.5, label=name)
        ends.append(f"{name} {fixed(values[0], 1)} and {fixed(values[-1], 1)}")
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.text(-0.08, 0.97, "wrong side", ha="right", va="top", transform=axes.get_xaxis_transform())
    axes.text(0.08, 0.97, "right side", ha="left", va="top", transform=axes.get_xaxis_transform())
    axes.set(xlabel="z = b + w·x, for an example with y = 1", ylabel="loss above its minimum")
    axes.legend(loc="upper right")
    axes.grid(alpha=0.3)
    alt = (
        f"Losses of an example with label 1, against z, above their minima. At z = -3 and at z = 3: {'; '.join(ends)}."
    )
    return Picture(figure, alt)


def regression_fit(
    x: Array, y: Array, grid: Array, before: Array, after: Array, losses: Sequence[float], *, kinks: Array
) -> Picture:
    """A curve fitted to points, before and after training, and the loss by step.

    x, y: the points, (N,); grid, before, after: (M,), the curves; losses: one a step; kinks: (H,), the places on the
    axis where a hidden ReLU turns on or off (those outside the grid are not shown).
    """
    figure = Figure(figsize=(9.5, 3.6))
    left, right = figure.subplots(1, 2, gridspec_kw={"wspace": 0.25, "width_ratios": (3, 2)})
    left.plot(x, y, "o", color=GREY, markersize=4, alpha=0.6, label="data")
    left.plot(grid, before, color=ORANGE, ls="--", linewidth=2, label="before training")
    left.plot(grid, after, color=BLUE, linewidth=2.5, label="after training")
    inside = np.sort(kinks[(kinks > grid.min()) & (kinks < grid.max())])
    low = y.min() - 0.35
    left.plot(inside, np.full(len(inside), low), "|", color=RED, markersize=12, mew=2, label="a ReLU turns on or off")
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
