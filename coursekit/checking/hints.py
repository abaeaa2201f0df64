"""Guesses the mistake behind a wrong result and describes it in half a sentence for the student.

All guesses work the same way: a table lists common mistakes (a factor, a transpose, a missing sum); the first that
turns the expected values into the given ones is the hint. All functions here get verified float64 arrays.
"""

import math
from collections.abc import Iterator
from itertools import combinations, permutations

import numpy as np

Shape = tuple[int, ...]

SAME = 1e-6  # for a hint, arrays agree if they differ by at most this fraction of the largest entry
NEARLY_RIGHT = 1e-3  # an error below this fraction of the largest entry is a matter of precision
AS_LARGE = 1e-3  # errors with a smaller relative difference are equally bad
LARGEST_COUNT = 10_000  # the largest factor that is recognised as a forgotten or surplus average
LARGEST_ARRAY = 300_000  # entries; larger arrays take too long


def value_hint(got: np.ndarray, expected: np.ndarray, wrong: np.ndarray, *, exact: bool = False) -> str | None:
    """The likely mistake behind wrong values.

    got, expected: finite float64 arrays of one shape; wrong: boolean, where they differ; exact: whether they are
    integers, for which nearly right is not a matter of precision. None if nothing fits.
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
        if (hint := _factor_hint(got, expected)) is not None:
            return hint
        if got.size == 1:
            return None
        for values, hint in _transformations(expected):
            if _same(got, values, scale):
                return hint
        return _difference_hint(got, expected, scale) or _pattern_hint(got, expected, wrong)


def worst_place(badness: np.ndarray) -> tuple[int, ...]:
    """The index of the largest number; the first, if several differ only by rounding, which varies."""
    largest = float(badness.max())
    first = np.argmax(badness >= largest - AS_LARGE * abs(largest) if largest < math.inf else badness == largest)
    return tuple(int(i) for i in np.unravel_index(first, badness.shape))


def _same(got: np.ndarray, values: np.ndarray, scale: float) -> bool:
    largest = max(scale, float(np.abs(values).max()))
    return math.isfinite(largest) and bool((np.abs(got - values) <= SAME * largest).all())


# --- a constant factor ------------------------------------------------------------------------------------------


def _factor_hint(got: np.ndarray, expected: np.ndarray) -> str | None:
    """A hint about a constant factor between the two. For a single number, only factors with a known cause count."""
    square = float((expected * expected).sum())
    if not 0 < square < math.inf:
        return None
    factor = float((got * expected).sum()) / square
    if not math.isfinite(factor) or factor == 0 or not _same(got, factor * expected, float(np.abs(got).max())):
        return None
    meaning = _meaning(abs(factor), expected.shape)
    if abs(abs(factor) - 1) < SAME:
        return "the sign is flipped." if factor < 0 else None
    if meaning is None:
        if got.size == 1:
            return None
        meaning = "everywhere"
    times = abs(factor) if abs(factor) > 1 else 1 / abs(factor)
    number = f"{times:.1f}" if abs(times - round(times)) < 1e-4 * times else f"{times:.4g}"
    size = f"{number} times too {'large' if abs(factor) > 1 else 'small'}"
    joint = " " if meaning == "everywhere" else ": "
    return f"{'the sign is flipped, and it is ' if factor < 0 else ''}{size}{joint}{meaning}"


def _meaning(factor: float, shape: Shape) -> str | None:
    """A possible cause of a positive factor other than 1."""
    large = factor > 1
    times = factor if large else 1 / factor
    if not math.isfinite(times):
        return None
    for base in (2.0, 10.0):
        if abs(times * math.log(base) - 1) < SAME or abs(times / math.log(base) - 1) < SAME:
            return "another base of the logarithm?"
    count = round(times)
    if abs(times - count) > SAME * times or not 2 <= count <= LARGEST_COUNT:
        return None
    whole = math.prod(shape)
    if shape and shape[0] == count:
        over = f" over the batch of {count}"
    elif count in shape:
        over = f" over the {count} entries of axis {shape.index(count)}"
    elif count == whole:
        over = f" over all {count} entries"
    elif count == 2:
        return "is there a factor 2 too many?" if large else "is a factor 2 missing?"
    else:
        over = "" if large else f" over a batch of {count}"
    if large:
        return f"did you forget to average{over}?"
    return f"averaged{over} where a sum was asked, or averaged twice?"


# --- mistakes applied to the right result-------------------------------------------------------------------------


def _transformations(expected: np.ndarray) -> Iterator[tuple[np.ndarray, str]]:
    """Wrong results of the same shape that common mistakes make of the expected values, with their hints."""
    axes = range(expected.ndim)
    if expected.ndim <= 5:
        for order in permutations(axes):
            if order != tuple(axes) and tuple(expected.shape[a] for a in order) == expected.shape:
                yield expected.transpose(order), _transposed(order)
    if expected.ndim <= 4:
        for number in range(1, expected.ndim + 1):
            for chosen in combinations(axes, number):
                along = " and ".join(str(axis) for axis in chosen)
                word = "axis" if number == 1 else "axes"
                yield np.flip(expected, chosen), f"reversed along {word} {along}: flipped where it should not be?"
    for axis in axes:
        for step in (1, -1):
            yield np.roll(expected, step, axis), f"shifted by one along axis {axis}: an index off by one?"
    yield np.maximum(expected, 0), "right but for the negative entries, which are 0: a ReLU too many?"
    yield np.abs(expected), "right but for the sign of the negative entries: an absolute value too many?"
    yield expected**2, "the square of what was asked: is a square root missing?"
    yield np.sqrt(np.abs(expected)), "the square root of what was asked: a root too many?"
    yield np.exp(expected), "the exponential of what was asked: is a logarithm missing, or an `exp` too many?"
    yield np.log(np.abs(expected)), "the logarithm of what was asked: a `log` too many?"
    yield 1 / expected, "the reciprocal of what was asked: are numerator and denominator exchanged?"
    yield 1 - expected, "1 minus what was asked."
    for axis in axes:
        if expected.shape[axis] > 1:
            for name, reduce in (("sum", np.sum), ("mean", np.mean), ("maximum", np.max)):
                yield (
                    np.broadcast_to(reduce(expected, axis=axis, keepdims=True), expected.shape),
                    f"every entry is the {name} over axis {axis}, where single entries were asked.",
                )


def _difference_hint(got: np.ndarray, expected: np.ndarray, scale: float) -> str | None:
    """A hint about an added constant, a missing term that does not depend on one axis, or a factor for each row."""
    difference = got - expected
    offset = float(difference.mean())
    if _same(difference, np.full_like(difference, offset), scale):
        return f"{abs(offset):.4g} too {'large' if offset > 0 else 'small'} everywhere: a constant added or left out?"
    for axis in range(expected.ndim):
        if expected.shape[axis] < 2 or expected.ndim < 2:
            continue
        if _same(difference, np.broadcast_to(difference.mean(axis, keepdims=True), expected.shape), scale):
            return f"off by the same amounts for every index of axis {axis}: a term left out, or added twice (a bias?)"
        square = (expected * expected).sum(axis, keepdims=True)
        factors = (got * expected).sum(axis, keepdims=True) / np.where(square > 0, square, 1)
        if factors.all() and _same(got, factors * expected, scale):
            return f"off by a factor that is constant along axis {axis}: normalised over the wrong axis?"
    if np.abs(np.sort(got, axis=None) - np.sort(expected, axis=None)).max() <= SAME * scale:
        return "the right values in another order: axes or indices exchanged?"
    return None


def _pattern_hint(got: np.ndarray, expected: np.ndarray, wrong: np.ndarray) -> str | None:
    """A hint about where the wrong entries are, if some are right."""
    if wrong.all():
        return None
    zero = expected == 0
    if zero.any() and (wrong == zero).all():
        return "right but where 0 is expected: is a mask missing?"
    if not got[wrong].any():
        return "the wrong entries are all 0: is a part of the result never filled in, or masked too much?"
    if wrong.sum() > 1 and np.ptp(got[wrong]) == 0:
        return f"the wrong entries are all {got[wrong][0]:.4g}."
    for axis in range(expected.ndim):
        size = expected.shape[axis]
        if size < 2:
            continue
        here = wrong.any(axis=tuple(a for a in range(expected.ndim) if a != axis))
        bad, good = np.flatnonzero(here), np.flatnonzero(~here)
        if size > 2 and len(good) == 1 and good[0] == 0:
            return f"only index 0 of axis {axis} is right: does a loop end too early, or is index 0 used for all?"
        if size > 2 and len(good) == 1 and good[0] == size - 1:
            return f"only the last index of axis {axis} is right: overwritten at each step instead of added up?"
        if len(bad) == 1:
            return f"only index {bad[0]} of axis {axis} is wrong."
    return None


# --- shapes -----------------------------------------------------------------------------------------------------


def shape_hint(got: np.ndarray | Shape, expected: np.ndarray | Shape) -> str | None:
    """The likely mistake behind a wrong shape. If given arrays (finite, float64), it uses their values, too."""
    shapes = [a if isinstance(a, tuple) else a.shape for a in (got, expected)]
    if shapes[0] == shapes[1] or math.prod(shapes[0]) == 0:
        return "it has no entries." if math.prod(shapes[0]) == 0 else None
    values = None
    if isinstance(got, np.ndarray) and isinstance(expected, np.ndarray) and got.size <= LARGEST_ARRAY:
        values = got, expected
    with np.errstate(all="ignore"):
        return (
            _single_axes_hint(*shapes)
            or _transposed_hint(*shapes, values)
            or _reduction_hint(*shapes, values)
            or _other_shape_hint(*shapes)
        )


def _single_axes_hint(got: Shape, expected: Shape) -> str | None:
    if [n for n in got if n != 1] != [n for n in expected if n != 1]:
        return None
    if len(got) < len(expected):
        return "an axis of size 1 is missing: `keepdims=True`, or `reshape`?"
    if len(got) > len(expected):
        return (
            "it is one number inside an array: return the number itself."
            if not expected
            else "an axis of size 1 too many: `keepdims`?"
        )
    return "is it a row where a column was asked, or the other way round?"


def _transposed_hint(got: Shape, expected: Shape, values: tuple[np.ndarray, np.ndarray] | None) -> str | None:
    if len(got) != len(expected) or sorted(got) != sorted(expected) or len(got) > 5:
        return None
    orders = [o for o in permutations(range(len(got))) if tuple(expected[a] for a in o) == got]
    for order in orders if values is not None else ():
        if _same(values[0], values[1].transpose(order), float(np.abs(values[1]).max())):
            return _transposed(order).replace("?", ": the values are right.")
    return _transposed(orders[0])


def _transposed(order: tuple[int, ...]) -> str:
    return "transposed?" if len(order) == 2 else f"are its axes in another order, {order}?"


def _reduction_hint(got: Shape, expected: Shape, values: tuple[np.ndarray, np.ndarray] | None) -> str | None:
    """A hint about axes that should have been summed or averaged away, or should not have been."""
    kept = tuple(n for n in expected if n != 1)
    guess = None
    for axes in _axes_to_drop(got, kept):
        words = _axes_words(axes, got)
        if guess is None:
            guess = f"is a sum or mean over {words} missing?"
        for name, reduce in (("sum", np.sum), ("mean", np.mean)) if values is not None else ():
            reduced = reduce(values[0], axis=axes).reshape(expected)
            if _same(reduced, values[1], float(np.abs(values[1]).max())):
                return f"is the {name} over {words} missing?"
    if guess is None:
        for axes in _axes_to_drop(expected, tuple(n for n in got if n != 1)):
            return f"{'was' if len(axes) == 1 else 'were'} {_axes_words(axes, expected)} summed or averaged away?"
    return guess


def _axes_to_drop(shape: Shape, kept: Shape) -> Iterator[tuple[int, ...]]:
    """The sets of axes of size above 1 whose removal gives the shape `kept` (axes of size 1 do not count)."""
    long = [axis for axis, n in enumerate(shape) if n != 1]
    if len(long) <= 6 and len(long) > len(kept):
        for axes in combinations(long, len(long) - len(kept)):
            if tuple(shape[axis] for axis in long if axis not in axes) == kept:
                yield axes


def _axes_words(axes: tuple[int, ...], shape: Shape) -> str:
    if len(axes) == 1:
        return f"axis {axes[0]} (size {shape[axes[0]]})"
    return "axes " + " and ".join(str(axis) for axis in axes)


def _other_shape_hint(got: Shape, expected: Shape) -> str | None:
    if math.prod(got) == math.prod(expected):
        return "as many entries in another shape: `reshape`?"
    if len(got) == len(expected):
        different = [axis for axis in range(len(got)) if got[axis] != expected[axis]]
        if len(different) == 1 and abs(got[different[0]] - expected[different[0]]) == 1:
            return f"the size of axis {different[0]} is off by one, or it is another axis."
    return None
