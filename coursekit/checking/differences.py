"""Numerical derivatives of a scalar function of named arrays, by single entries or along random directions.

For each entry x_i the derivative of f is estimated by the central difference (f(x_i + h) - f(x_i - h)) / 2h, whose
error falls as h² until rounding, which grows as 1/h, dominates: near h = 1e-5 about ten digits are right in float64.

At a kink (ReLU at 0, a tie of max pooling) there is no derivative to compare with. The one-sided differences
(f(x+h) - f(x)) / h and (f(x) - f(x-h)) / h show it: the gap between them halves with h where f is smooth, but not at a
kink.

A step along a direction v moves all entries of all arrays at once and changes f by the sum of gradient times v. So the
cost of comparing claimed gradients does not grow with the number of entries. The entries of v have random signs and
sizes from 1 to 2: an error e in one entry of a gradient changes the sum by at least e. Errors of several entries may
cancel each other in one direction, but hardly in all.
"""

from collections.abc import Callable

import numpy as np

Arrays = dict[str, np.ndarray]

CURVED = 1e-3  # one-sided differences with a smaller relative gap need no closer look
DIRECTIONS = 4
# The derivative along v is (8 (f(t) - f(-t)) - (f(2t) - f(-2t))) / 12t, up to t⁴ f⁽⁵⁾ / 30 (Fornberg, 1988).
STENCIL = {1: 8 / 12, -1: -8 / 12, 2: -1 / 12, -2: 1 / 12}
# t is at least the step of single entries, so that rounding hides no more here than there. It is up to 5 times as long,
# because its error grows more slowly; with many entries it is shorter, because a long t v meets kinks and curvature.
STRIDE, FARTHEST = 5, 50


class Slopes:
    """Numerical derivatives of f at the points.

    f gets its own copies of the arrays; `start` is its value at the points. step: the step h of single entries. size:
    the size of the terms that f sums, to which rounding is relative; None for the size of f itself.
    """

    def __init__(self, f: Callable[[Arrays], float], points: Arrays, *, step: float, size: float | None = None) -> None:
        self.points = points
        self._f = f
        self._step = step
        self.start = f(_copy(points))
        self._size = abs(self.start) if size is None else size

    @property
    def rounding(self) -> float:
        """The rounding error of a derivative by one entry."""
        return self._rounding(self._step)

    def repeat(self) -> bool:
        """Whether f still gives the same value at the points as at first."""
        return abs(self._f(_copy(self.points)) - self.start) <= self.rounding * self._step

    def by_entry(self, name: str, index: tuple[int, ...]) -> float:
        """The derivative of f by one entry; NaN if there is a kink within the step."""
        right, left = self._sides(name, index, self._step)
        central, gap = (right + left) / 2, abs(right - left)
        smooth = CURVED * max(abs(right), abs(left)) + 10 * self.rounding
        if gap <= smooth:
            return central
        # Strong curvature or a kink? If the step is halved, curvature halves the gap and keeps the central difference;
        # a kink beyond half the step no longer matters; a kink at the point itself keeps the gap.
        right, left = self._sides(name, index, self._step / 2)
        closer, closer_gap = (right + left) / 2, abs(right - left)
        curved = 0.4 * gap <= closer_gap <= 0.6 * gap and abs(closer - central) <= 0.01 * gap
        return closer if curved or closer_gap <= smooth else float("nan")

    def agree(self, gradients: Arrays, rng: np.random.Generator, *, seen: float) -> bool:
        """Whether f changes along random directions, drawn by `rng`, as these gradients predict.

        gradients: have the points' shapes. seen: the smallest error of one entry that must be noticed, unless rounding
        hides it. Calls f 4 times for each direction. A kink on the way counts as a disagreement, too.
        """
        for _ in range(DIRECTIONS):
            direction = {
                name: rng.choice([-1.0, 1.0], x.shape) * rng.uniform(1, 2, x.shape) for name, x in self.points.items()
            }
            length = sum(float((v * v).sum()) for v in direction.values()) ** 0.5
            t = self._step * min(STRIDE, max(1, FARTHEST / length))
            change, claimed = 0.0, 0.0
            for times, weight in STENCIL.items():
                moved = {name: x + times * t * direction[name] for name, x in self.points.items()}
                # Use the actual step: x + t v is rounded.
                claimed += weight * sum(
                    float((gradients[name] * (moved[name] - x)).sum()) for name, x in self.points.items()
                )
                change += weight * self._f(moved)
            if not abs(change - claimed) / t <= max(seen, self._rounding(t)):
                return False
        return True

    def _sides(self, name: str, index: tuple[int, ...], h: float) -> tuple[float, float]:
        """The two one-sided differences by one entry."""
        values = []
        for sign in (1, -1):
            moved = _copy(self.points)
            moved[name][index] += sign * h
            # Use the actual step: x + h is rounded.
            made = moved[name][index] - self.points[name][index]
            values.append((self._f(moved) - self.start) / made)
        return values[0], values[1]

    def _rounding(self, step: float) -> float:
        """The rounding error of a difference quotient with this step."""
        return 4 * float(np.finfo(np.float64).eps) * max(self._size, 1e-6) / step


def _copy(arrays: Arrays) -> Arrays:
    return {name: array.copy() for name, array in arrays.items()}
