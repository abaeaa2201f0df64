"""Formats the numbers that notebooks compute, with only those digits that are the same on every processor.

The last digits of a sum depend on the order of its terms, which depends on the processor. Notebooks use these functions
for every number that they print or put into a title or an alternative text. They remove the noise first, so that
0.125 and 0.12499999999999 look the same, and a number that is only noise becomes 0.
"""

import numpy as np

NOISE = 1e-9  # relative; trained networks differ by 1e-13 between processors (docs/portability.md)
NOTHING = 1e-12
MOST_DIGITS = 6


def digits(number: float, count: int = 3) -> str:
    """`count` significant digits: `0.0187`, `-50`, `inf`; `0` below 1e-12. Raises ValueError for more than 6."""
    return f"{0.0 if abs(number) < NOTHING else _quiet(number):.{_asked(count)}g}"


def fixed(number: float, decimals: int = 3) -> str:
    """`decimals` digits after the point: `0.753`, `31.5000`, `inf`; never `-0.000`. ValueError for more than 6."""
    # Adding 0.0 after rounding turns -0 into 0.
    return f"{round(_quiet(number), _asked(decimals)) + 0.0:.{decimals}f}"


def share(number: float, decimals: int = 1) -> str:
    """A fraction in percent: `94.7%`. ValueError for more than 6 digits after the point."""
    return f"{fixed(100 * number, decimals)}%"


def power(number: float, count: int = 1) -> str:
    """`count` significant digits and the power of ten: `1e-12`, `7.1e-01`. ValueError for more than 7."""
    return f"{_quiet(number):.{_asked(count - 1)}e}"


def without_noise(array: np.ndarray) -> np.ndarray:
    """A copy with 0 for entries that are negligible beside the largest; it has the same zeros on every processor."""
    array = np.asarray(array, dtype=float)
    return np.where(np.abs(array) < NOISE * np.abs(array).max(initial=0.0), 0.0, array) + 0.0  # not -0


def _quiet(number: float) -> float:
    return float(f"{number:.9g}")  # digits beyond the ninth are below NOISE


def _asked(count: int) -> int:
    if not 0 <= count <= MOST_DIGITS:
        raise ValueError(f"{count} digits were asked for; at most {MOST_DIGITS} are the same on every processor.")
    return count
