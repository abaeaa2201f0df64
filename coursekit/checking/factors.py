"""Words for a constant factor between a result and the right one, with every cause that it may have."""

import math
import re
from collections.abc import Mapping
from itertools import combinations, permutations

LARGEST_COUNT = 10_000  # the largest whole factor that may be a forgotten or surplus average
CLEAR = 0.03  # a factor is whole if the tolerance leaves no more doubt about it than this


def factor_words(
    factor: float,
    near: float,
    *,
    counts: bool = False,
    axes: Mapping[int, str] | None = None,
    source: str | None = None,
) -> tuple[str, str] | None:
    """What is wrong ("3 times too large"), and the possible causes ("" if none is known); None for a factor of 1.

    factor: got / expected, finite and not 0. near: its relative error. counts: whether whole numbers are compared.
    axes: see `axis_sizes`; None if the check has not said what its axes are, so that any may have that size.
    source: what the expected result was computed from, if that may be wrong instead ("the loss").
    """
    flipped = "the sign is flipped" if factor < 0 else ""
    large = abs(factor) > 1
    times = abs(factor) if large else 1 / abs(factor)
    if not math.isfinite(times):
        return None
    if times - 1 <= near:
        return (flipped, f"here, or in {source}" if source else "") if flipped else None
    whole = round(times)
    is_whole = 2 <= whole <= LARGEST_COUNT and abs(times - whole) <= near * times and near * times <= CLEAR
    number = str(whole) if is_whole else f"{times:.4g}"
    fact = f"{number} times too {'large' if large else 'small'}"
    fact = f"{flipped}, and it is {fact}" if flipped else fact
    if counts:
        return fact, ""
    for base in (2.0, 10.0):
        if min(abs(times * math.log(base) - 1), abs(times / math.log(base) - 1)) <= near:
            return fact, "another base of the logarithm"
    others = _of_another_axis(times if large else 1 / times, near, axes or {})
    if not is_whole:
        return fact, ", or ".join(others)
    readings = [f"a factor {whole} too many" if large else f"a factor {whole} forgotten"]
    if whole == 100:
        readings.insert(0, "percent where a share was expected" if large else "a share where percent was expected")
    readings += others
    averages = "a sum over {} where a mean was expected" if large else "a mean over {}"
    if axes is None:
        readings.append(averages.format(whole))
    else:
        readings[:0] = [averages.format(words) for words in _axes_of(whole, axes)]
    if source:
        readings.append(f"a mistake in {source}")
    return fact, ", ".join(readings[:-1]) + (", or " if len(readings) > 1 else "") + readings[-1]


def axis_sizes(axes: Mapping[int, str]) -> dict[int, int]:
    """The size of each axis, which is the one number in its words: `{0: "batch of 4", 1: "outputs, 2"}`.

    ValueError or TypeError, a mistake of the check's author, for anything else.
    """
    sizes = {}
    for axis, words in axes.items():
        if type(axis) is not int or type(words) is not str:
            raise TypeError(f"Axes are numbers with words for each, {{0: 'batch of 4'}}, not {axes!r}.")
        numbers = re.findall(r"\d+", words)
        if len(numbers) != 1 or int(numbers[0]) < 1:
            raise ValueError(f"The words for an axis say its size and no other number, 'batch of 4', not {words!r}.")
        sizes[axis] = int(numbers[0])
    return sizes


def _of_another_axis(factor: float, near: float, axes: Mapping[int, str]) -> list[str]:
    """A mean over one of the declared axes in place of another, as far as that gives the factor."""
    sizes = axis_sizes(axes)
    return [
        f"a mean over axis {one} ({axes[one]}) in place of axis {other} ({axes[other]})"
        for one, other in permutations(sizes, 2)
        if sizes[one] > 1 and sizes[other] > 1 and abs(factor * sizes[one] / sizes[other] - 1) <= near
    ]


def _axes_of(count: int, axes: Mapping[int, str]) -> list[str]:
    """The declared axes that have so many entries, alone or several together."""
    sizes = {axis: size for axis, size in axis_sizes(axes).items() if size > 1}
    found = []
    for number in range(1, len(sizes) + 1):
        for chosen in combinations(sizes, number):
            if math.prod(sizes[axis] for axis in chosen) == count:
                words = " and ".join(f"axis {axis} ({axes[axis]})" for axis in chosen)
                found.append(words if number == 1 else f"all of {words}")
    return found
