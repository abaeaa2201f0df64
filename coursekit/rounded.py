"""How notebooks write the numbers that they compute: with the digits that every processor agrees on, and no others.

A sum taken in another order differs in its last digits, and each processor takes its own order. Whatever a notebook
prints, or says in a title or an alternative text, is written by these functions. They take the noise off first, so that
0.125 and 0.12499999999999 are written alike, and what is nothing but noise is written as 0.
"""

import numpy as np

NOISE = 1e-9  # relative; trained networks differ by 1e-13 between processors (docs/portability.md)
NOTHING = 1e-12
MOST_DIGITS = 6


def digits(number: float, count: int = 3) -> str:
    """So many significant digits: `0.0187`, `-50`, `inf`; below 1e-12 it is `0`. ValueError for more than 6."""
    return f"{0.0 if abs(number) < NOTHING else _quiet(number):.{_asked(count)}g}"


def fixed(number: float, decimals: int = 3) -> str:
    """So many digits after the point: `0.753`, `31.5000`, `inf`; never `-0.000`. ValueError for more than 6."""
    # Adding 0.0 after rounding makes 0 of -0.
    return f"{round(_quiet(number), _asked(decimals)) + 0.0:.{decimals}f}"


def share(number: float, decimals: int = 1) -> str:
    """A share of 1 in percent: `94.7%`. ValueError for more than 6 digits after the point."""
    return f"{fixed(100 * number, decimals)}%"


def power(number: float, count: int = 1) -> str:
    """So many significant digits and the power of ten: `1e-12`, `7.1e-01`. ValueError for more than 6 digits."""
    return f"{_quiet(number):.{_asked(count - 1)}e}"


def without_noise(array: np.ndarray) -> np.ndarray:
    """A copy in which entries are 0 that are nothing beside the largest: what is a zero on one processor is on all."""
    array = np.asarray(array, dtype=float)
    return np.where(np.abs(array) < NOISE * np.abs(array).max(initial=0.0), 0.0, array) + 0.0  # no minus before a zero


def _quiet(number: float) -> float:
    return float(f"{number:.9g}")  # nine digits: what is beyond them is below NOISE


def _asked(count: int) -> int:
    if not 0 <= count <= MOST_DIGITS:
        raise ValueError(f"{count} digits were asked for; at most {MOST_DIGITS} are the same on every processor.")
    return count
