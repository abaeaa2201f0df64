"""Measured slopes of a scalar function of named arrays: entry by entry, or along random directions.

For each entry x_i the derivative of f is estimated by the central difference (f(x_i + h) - f(x_i - h)) / 2h, whose
error falls as h² until rounding, which grows as 1/h, takes over: near h = 1e-5 about ten digits are right in float64.

At a kink (ReLU at 0, a tie of max pooling) there is no derivative to compare with. It shows in the one-sided
differences (f(x+h) - f(x)) / h and (f(x) - f(x-h)) / h: their gap halves with h where f is smooth, and does not at a
kink.

A step along a direction v moves all entries of all arrays at once, and f by the sum of gradient times v. So claimed
gradients are compared at a cost that does not grow with the number of entries. The entries of v have random signs and
sizes from 1 to 2: a gradient wrong by e in one entry moves the sum by e at least. Errors of several entries may cancel
each other in one direction, but hardly in all.
"""

from collections.abc import Callable

import numpy as np

Arrays = dict[str, np.ndarray]

CURVED = 1e-3  # one-sided differences that agree up to this part need no closer look
DIRECTIONS = 4
# The derivative along v is (8 (f(t) - f(-t)) - (f(2t) - f(-2t))) / 12t, but for t⁴ f⁽⁵⁾ / 30 (Fornberg, 1988).
STENCIL = {1: 8 / 12, -1: -8 / 12, 2: -1 / 12, -2: 1 / 12}
# t is the step of single entries or more, so that rounding hides nothing here that it does not hide there: 5 times as
# long, because its error grows more slowly; but with many entries t v is long: kinks come near, and curvature grows.
STRIDE, FARTHEST = 5, 50


class Slopes:
    """How f changes around the points.

    f gets arrays of its own to keep. step: h, by which single entries are moved. size: of the terms that f sums, which
    rounding is relative to; None: of f itself.
    """

    def __init__(self, f: Callable[[Arrays], float], points: Arrays, *, step: float, size: float | None = None) -> None:
        self.points = points
        self._f = f
        self._step = step
        self._start = f(_copy(points))
        self._size = abs(self._start) if size is None else size

    @property
    def rounding(self) -> float:
        """How far off rounding puts a slope by one entry."""
        return self._rounding(self._step)

    def repeat(self) -> bool:
        """Whether f still gives at the points what it gave first."""
        return abs(self._f(_copy(self.points)) - self._start) <= self.rounding * self._step

    def by_entry(self, name: str, index: tuple[int, ...]) -> float:
        """The derivative of f by one entry; NaN if there is a kink within the step."""
        right, left = self._sides(name, index, self._step)
        central, gap = (right + left) / 2, abs(right - left)
        smooth = CURVED * max(abs(right), abs(left)) + 10 * self.rounding
        if gap <= smooth:
            return central
        # Strong curvature or a kink? With half the step curvature halves the gap and leaves the central difference
        # alone; a kink beyond half the step is gone, one at the point itself leaves the gap as it was.
        right, left = self._sides(name, index, self._step / 2)
        closer, closer_gap = (right + left) / 2, abs(right - left)
        curved = 0.4 * gap <= closer_gap <= 0.6 * gap and abs(closer - central) <= 0.01 * gap
        return closer if curved or closer_gap <= smooth else float("nan")

    def agree(self, gradients: Arrays, rng: np.random.Generator, *, seen: float) -> bool:
        """Whether f changes along random directions, drawn by `rng`, as these gradients say.

        gradients: of the points' shapes. seen: the size of errors of one entry that must not go unnoticed; smaller
        ones than rounding leaves visible do. Costs 4 calls a direction. A kink on the way is a disagreement as well.
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
                # Of the step that was really made: x + t v is rounded.
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
            # Of the step that was really made: x + h is rounded.
            made = moved[name][index] - self.points[name][index]
            values.append((self._f(moved) - self._start) / made)
        return values[0], values[1]

    def _rounding(self, step: float) -> float:
        """How far off rounding puts a difference quotient of this step."""
        return 4 * float(np.finfo(np.float64).eps) * max(self._size, 1e-6) / step


def _copy(arrays: Arrays) -> Arrays:
    return {name: array.copy() for name, array in arrays.items()}
