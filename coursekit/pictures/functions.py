"""Pictures of functions and their derivatives: activations, maps of the plane, softmax, losses, numerical accuracy.

A figure shows what the student's own functions computed, and its alternative text says what the figure shows.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from coursekit.pictures.palette import BLACK, BLUE, GREEN, GREY, ORANGE, RED, SKY
from coursekit.pictures.picture import Picture
from coursekit.rounded import digits, fixed, share, without_noise

Array = np.ndarray


# --- layers and activations ------------------------------------------------------------------------------------------


def plane_map(layer: Callable[[Array], Array], *, title: str, finding: str) -> Picture:
    """How a layer maps the plane: a square grid of points, before and after.

    layer: takes points (N, 2) and returns points (N, 2). title: a few words, such as "x @ w + b".
    finding: a sentence for the alternative text that says what the figure shows.
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


def jacobian(matrix: Array, *, name: str) -> Picture:
    """A Jacobian (outputs, inputs) as a heat map with a number in each entry."""
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


# --- softmax and losses ----------------------------------------------------------------------------------------------


def softmax_curves(softmax: Callable[[Array], Array]) -> Picture:
    """The probabilities of three classes as the first score changes; the others are 0 and 1.

    softmax: takes scores (N, 3), returns probabilities of the same shape.
    """
    moving = np.linspace(-6, 6, 121)
    out = np.asarray(softmax(np.column_stack([moving, np.zeros_like(moving), np.ones_like(moving)])))
    figure = Figure(figsize=(7, 3.4))
    axes = figure.subplots()
    names = ("class 0: the score that moves", "class 1: score 0", "class 2: score 1")
    for values, colour, style, name in zip(out.T, (BLUE, ORANGE, GREEN), ("-", "--", ":"), names, strict=True):
        axes.plot(moving, values, color=colour, linestyle=style, linewidth=2.5, label=name)
    axes.set(xlabel="score of class 0", ylabel="probability", ylim=(-0.03, 1.03))
    axes.legend()
    alt = (
        f"Probabilities of three classes against the score of class 0, from -6 to 6. That of class 0 goes from "
        f"{digits(out[0, 0], 2)} to {digits(out[-1, 0], 2)} in an S-shaped curve; those of the others, whose "
        f"scores stay at 0 and 1, fall to {digits(out[-1, 1], 2)} and {digits(out[-1, 2], 2)}."
    )
    return Picture(figure, alt)


def softargmax_bars(scores: Sequence[float], betas: Sequence[float] = (0.3, 1, 3, 30)) -> Picture:
    """softmax(beta times the scores) as bars, a panel for each beta, beside the one-hot argmax.

    scores: (C,), with a unique largest score.
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
    one_hot = np.arange(len(values)) == values.argmax()
    panels[-1].bar(range(len(values)), one_hot, color="white", edgecolor=BLUE, hatch="//")
    panels[-1].set_title("argmax, one-hot", fontsize=10)
    for axes in panels:
        axes.set(xticks=range(len(values)), xticklabels=[f"{v:g}" for v in values], ylim=(0, 1.05), xlabel="score")
    grows = ", ".join(f"{share(bars.max(), 0)} at {beta:g}" for bars, beta in zip(shares, betas, strict=True))
    alt = (
        f"Bars of softmax(beta times scores) for the scores {', '.join(f'{v:g}' for v in values)}. The share of the "
        f"largest score grows with beta: {grows}. The last panel is the one-hot argmax, which the bars come close to."
    )
    return Picture(figure, alt)


def loss_of_probability(loss: Callable[[Array, Array], float], slope: Callable[[Array, Array], Array]) -> Picture:
    """The loss of one example, and the loss's slope, against the predicted probability of its right class.

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


def update_losses(losses: Mapping[str, Callable[[float], float]]) -> Picture:
    """Losses of one example with label y = 1 against z = b + w·x, each shifted so that its smallest value is 0.

    losses: by name, functions from z to a number; at most four. The third is drawn in the colour of tanh, which is the
    output of logistic regression here.
    """
    # 0 is not among the points: the perceptron has its corner there.
    z = np.linspace(-3, 3, 200)
    figure = Figure(figsize=(7.5, 3.8))
    axes = figure.subplots()
    ends = []
    styles = ((BLACK, "-"), (SKY, "--"), (GREEN, "-."), (ORANGE, ":"))
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


def shift_curve(loss: Callable[[Array, Array], float]) -> Picture:
    """The loss of some scores plus a constant c, for c from -1000 to 1000, beside the textbook formula.

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


# --- numerical accuracy ----------------------------------------------------------------------------------------------


def step_curve(function: Callable[[Array], float], gradient: Array, x: Array) -> Picture:
    """The error of numerical differentiation against its step h: a V-shaped curve for each of two formulas.

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
    # The words must not depend on the last bits, unlike the exact choice among the best steps.
    if -9 <= best[0] <= -6 and best[0] < best[1] and central.min() < one_sided.min() < 1e-3:
        found = "One-sided differences do best at a step near 1e-8 or 1e-7; central ones at a larger, far better."
    else:
        found = "The curves are not two clean Vs: the gradient, or the function, is not what it should be."
    alt = (
        "Error of numerical derivatives against the step h, both axes logarithmic, for two formulas. "
        f"{found} Smaller steps lose to rounding, larger ones to the curvature of the function."
    )
    return Picture(figure, alt, shows_noise=True)
