"""Guesses the mistake behind wrong values and describes it in a sentence for the student.

All guesses work the same way: common mistakes (a factor, a transpose, a missing sum) are applied to the right values,
and those that give the student's values are its readings. Small or symmetric arrays fit several mistakes by luck: up
to three are all told, and of more none is. All functions here get verified float64 arrays.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, permutations
from typing import NamedTuple

import numpy as np

from coursekit.checking.factors import factor_words

Shape = tuple[int, ...]
Same = Callable[[np.ndarray, np.ndarray], bool]

SAME = 1e-6  # arrays agree for a hint if they differ by at most this fraction of the largest entry, ...
LOOSEST = 1e-2  # ... or by the check's own tolerance, if that is larger, up to this fraction
NEARLY_RIGHT = 1e-3  # an error below this fraction of the largest entry is a matter of precision
AS_LARGE = 1e-3  # errors with a smaller relative difference are equally bad
LARGEST_ARRAY = 300_000  # entries; larger arrays take too long
CLEARLY = 10  # an error is explained only if it is so many times larger than what agreeing arrays may differ by
MOST_READINGS = 3


class Reading(NamedTuple):
    """What is certain about the values, and what may have caused it ("" if that is plain)."""

    fact: str
    causes: str = ""


def value_hint(
    got: np.ndarray, expected: np.ndarray, wrong: np.ndarray, *, tolerance: float = 0.0, exact: bool = False,
    axes: Mapping[int, str] | None = None, source: str | None = None,
) -> str | None:  # fmt: skip
    """The likely mistakes behind wrong values; None if nothing fits, or too much.

    got, expected: finite float64 arrays of one shape; wrong: boolean, where they differ.
    tolerance: the check's, as a fraction of the largest expected entry.
    exact: whether they are integers, for which nearly right is not a matter of precision, and averages mean nothing.
    axes: words for the axes that may have been summed or averaged over (see `factor_words`).
    source: what `expected` was computed from, if that may be wrong instead ("the loss").
    """
    if got.size > LARGEST_ARRAY:
        return None
    with np.errstate(all="ignore"):
        scale = float(np.abs(expected).max())
        error = float(np.abs(got - expected).max())
        if not exact and 0 < error <= NEARLY_RIGHT * scale:
            share = f"{error / scale:.1g}"
            return f"nearly right, to {share} of the largest entry: float32 somewhere, rounding, or an epsilon added?"
        if scale > 0 and not got.any():
            return "every entry is 0: is the result ever filled in?" if got.size > 1 else None
        near = min(max(tolerance, SAME), LOOSEST)
        same = agreement(scale, near)
        whole = [*_factor(got, expected, near, exact, axes, source)]
        if got.size == 1:
            return _told(whole)
        if error <= CLEARLY * near * scale:  # so little that any explanation would be within the tolerance
            return _told([*_pattern(got, expected, wrong)])
        # From the special to the general: a reversed array is also one in another order.
        for readings in (
            _diagonal(got, expected, same),
            (*whole, *_transformed(got, expected, same, exact), *_constant(got, expected, same)),
            () if exact else _along_axes(got, expected, same),
            _reordered(got, expected, same),
            _pattern(got, expected, wrong),
        ):
            if found := list(dict.fromkeys(readings)):
                return _told(found)
        return None


def agreement(scale: float, near: float = SAME) -> Same:
    """Whether two arrays differ nowhere by more than a fraction `near` of the largest entry, at least of `scale`."""

    def same(got: np.ndarray, values: np.ndarray) -> bool:
        largest = max(scale, float(np.abs(values).max()))
        return math.isfinite(largest) and bool((np.abs(got - values) <= near * largest).all())

    return same


def worst_place(badness: np.ndarray) -> tuple[int, ...]:
    """The index of the largest number; the first, if several differ only by rounding, which varies."""
    largest = float(badness.max())
    first = np.argmax(badness >= largest - AS_LARGE * abs(largest) if largest < math.inf else badness == largest)
    return tuple(int(i) for i in np.unravel_index(first, badness.shape))


def _told(readings: list[Reading]) -> str | None:
    if not 0 < len(readings) <= MOST_READINGS:
        return None
    if len(readings) == 1:
        (fact, causes), *_ = readings
        return f"{fact}: {causes}?" if causes else f"{fact}."
    each = "; ".join(f"{fact} ({causes}?)" if causes else fact for fact, causes in readings)
    return f"more than one mistake gives these values: {each}."


# --- the whole result -------------------------------------------------------------------------------------------


def _factor(
    got: np.ndarray, expected: np.ndarray, near: float, exact: bool, axes: Mapping[int, str] | None, source: str | None
) -> Iterator[Reading]:
    """A constant factor between the two. For a single number, only factors with a known cause count."""
    square = float((expected * expected).sum())
    if not 0 < square < math.inf:
        return
    factor = float((got * expected).sum()) / square
    scale = float(np.abs(got).max())
    if not math.isfinite(factor) or factor == 0 or not agreement(scale, near)(got, factor * expected):
        return
    if (words := factor_words(factor, near, counts=exact, axes=axes, source=source)) is None:
        return
    fact, causes = words
    if causes or abs(abs(factor) - 1) <= near:
        yield Reading(fact, causes)
    elif got.size > 1:
        yield Reading(f"{fact} everywhere")


def _transformed(got: np.ndarray, expected: np.ndarray, same: Same, exact: bool) -> Iterator[Reading]:
    """The mistakes that make just these values of the expected ones, and values that differ from those."""
    for values, *words in _moved(expected) if exact else (*_moved(expected), *_computed(expected)):
        if same(got, values):
            yield Reading(*words)
    for values, *words in () if exact else _functions(expected):
        # One value may be the square of another by luck; of two that differ this is unlikely.
        if same(got, values) and len(np.unique(expected[~np.isclose(values, expected)])) > 1:
            yield Reading(*words)


def _diagonal(got: np.ndarray, expected: np.ndarray, same: Same) -> Iterator[Reading]:
    """A matrix whose entries beside the diagonal are left out."""
    if expected.ndim == 2 and 1 < len(expected) == expected.shape[1] and same(got, np.diag(np.diag(expected))):
        yield Reading("right on the diagonal, and 0 beside it", "are the other entries left out")


def _moved(expected: np.ndarray) -> Iterator[tuple[np.ndarray, str, str]]:
    """The same values in other places."""
    axes = range(expected.ndim)
    long = [axis for axis in axes if expected.shape[axis] > 1]
    if expected.ndim <= 5:
        for order in permutations(axes):
            moved = [axis for axis in order if axis in long]
            if moved != long and tuple(expected.shape[a] for a in order) == expected.shape:
                fact = "transposed" if expected.ndim == 2 else f"its axes in another order, {order}"
                yield expected.transpose(order), fact, ""
    if len(long) <= 4:
        for number in range(1, len(long) + 1):
            for chosen in combinations(long, number):
                along = f"{'axis' if number == 1 else 'axes'} {' and '.join(str(axis) for axis in chosen)}"
                yield np.flip(expected, chosen), f"reversed along {along}", "flipped where it should not be"
    for axis in long:
        for step in (1, -1):
            yield np.roll(expected, step, axis), f"shifted by one along axis {axis}", "an index off by one"


def _computed(expected: np.ndarray) -> Iterator[tuple[np.ndarray, str, str]]:
    """Other values of the same shape."""
    yield np.maximum(expected, 0), "right but for the negative entries, which are 0", "a ReLU too many"
    yield np.abs(expected), "right but for the sign of the negative entries", "an absolute value too many"
    for axis in range(expected.ndim):
        if expected.shape[axis] > 1:
            for name, reduce in (("sum", np.sum), ("mean", np.mean), ("maximum", np.max)):
                values = np.broadcast_to(reduce(expected, axis=axis, keepdims=True), expected.shape)
                yield values, f"every entry is the {name} over axis {axis}, where single entries were expected", ""


def _functions(expected: np.ndarray) -> Iterator[tuple[np.ndarray, str, str]]:
    """A function of each entry too many, or one missing."""
    yield expected**2, "the square of the expected value", "is a square root missing"
    yield np.sqrt(np.abs(expected)), "the square root of the expected value", "a root too many"
    yield np.exp(expected), "the exponential of the expected value", "is a logarithm missing, or an `exp` too many"
    yield np.log(np.abs(expected)), "the logarithm of the expected value", "a `log` too many"
    yield 1 / expected, "the reciprocal of the expected value", "are numerator and denominator exchanged"
    yield 1 - expected, "1 minus the expected value", ""


# --- a part that is missing, or in another place ----------------------------------------------------------------


def _constant(got: np.ndarray, expected: np.ndarray, same: Same) -> Iterator[Reading]:
    difference = got - expected
    offset = float(difference.mean())
    if same(difference, np.full_like(difference, offset)):
        size = f"{abs(offset):.4g} too {'large' if offset > 0 else 'small'}"
        yield Reading(f"{size} everywhere", "a constant added or left out")


def _along_axes(got: np.ndarray, expected: np.ndarray, same: Same) -> Iterator[Reading]:
    """A missing term that does not depend on one axis, or a factor for each row."""
    difference = got - expected
    terms, rows = [], []  # the axes for which one of these explains all
    for axis in range(expected.ndim):
        if expected.shape[axis] < 2 or expected.ndim < 2:
            continue
        if same(difference, np.broadcast_to(difference.mean(axis, keepdims=True), expected.shape)):
            terms.append(str(axis))
            continue
        if ((expected != 0).sum(axis) < 2).any():  # one number is always some factor times another
            continue
        square = (expected * expected).sum(axis, keepdims=True)
        factors = (got * expected).sum(axis, keepdims=True) / np.where(square > 0, square, 1)
        if factors.all() and same(got, factors * expected):
            rows.append(str(axis))
    if terms:
        fact = f"off by the same amounts for every index of axis {' or of axis '.join(terms)}"
        yield Reading(fact, "a term such as a bias left out, or added twice")
    if rows:
        fact = f"off by a factor that is constant along axis {' or axis '.join(rows)}"
        yield Reading(fact, "normalised over the wrong axis, or a factor for each index wrong or forgotten")


def _reordered(got: np.ndarray, expected: np.ndarray, same: Same) -> Iterator[Reading]:
    if same(np.sort(got, axis=None), np.sort(expected, axis=None)):
        yield Reading("the right values in another order", "axes or indices exchanged")


def _pattern(got: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> Iterator[Reading]:
    """Where the wrong entries are, if some are right."""
    if wrong.all():
        return
    zero = expected == 0
    if zero.any() and (wrong == zero).all():
        yield Reading("right but where 0 is expected", "is a mask missing")
        return
    if not got[wrong].any():
        entries = "entries are all" if wrong.sum() > 1 else "entry is"
        yield Reading(f"the wrong {entries} 0", "is a part of the result never filled in, or masked too much")
        return
    if wrong.sum() > 1 and np.ptp(got[wrong]) == 0:
        yield Reading(f"the wrong entries are all {got[wrong][0]:.4g}")
        return
    only_right, only_wrong = {}, []
    for axis in range(expected.ndim):
        size = expected.shape[axis]
        here = wrong.any(axis=tuple(a for a in range(expected.ndim) if a != axis))
        bad, good = np.flatnonzero(here), np.flatnonzero(~here)
        if size > 2 and len(good) == 1 and good[0] in (0, size - 1) and expected.take(good[0], axis).any():
            only_right[axis] = int(good[0])
        elif size > 1 and len(bad) == 1:
            only_wrong.append(f"index {bad[0]} of axis {axis}")
    if only_right and _all_else_is_wrong(expected, wrong, only_right):
        places = [f"{'the last index' if index else 'index 0'} of axis {axis}" for axis, index in only_right.items()]
        fact = f"only {' and '.join(places)} {'is' if len(places) == 1 else 'are'} right"
        causes = "`=` where `+=` is needed, a loop that ends too early, one value used for all"
        yield Reading(fact, f"{causes}, or what comes from the other steps left out")
    elif only_wrong and wrong.sum() > 1:
        yield Reading(f"wrong only at {' and '.join(only_wrong)}")


def _all_else_is_wrong(expected: np.ndarray, wrong: np.ndarray, right: Mapping[int, int]) -> bool:
    """Whether nothing but these indices, by axis, is right, so that they are not right by luck."""
    elsewhere = wrong | (expected == 0)
    for axis, index in right.items():
        elsewhere = np.delete(elsewhere, index, axis)
        expected = np.delete(expected, index, axis)
    return bool(elsewhere.all() and expected.any())
