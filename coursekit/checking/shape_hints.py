"""Guesses the mistake behind a wrong shape, from the shapes and, if they are known, the values.

What the values confirm is told alone; otherwise all that the shapes allow.
"""

import math
from collections.abc import Iterator
from itertools import combinations, permutations

import numpy as np

from coursekit.checking.hints import LARGEST_ARRAY, SAME, agreement

Shape = tuple[int, ...]
Values = tuple[np.ndarray, np.ndarray]


def shape_hint(got: np.ndarray | Shape, expected: np.ndarray | Shape, *, near: float = SAME) -> str | None:
    """The likely mistakes behind a wrong shape; None if nothing fits.

    got, expected: shapes, or arrays (finite, float64), whose values are then used, too. near: by what fraction of the
    largest entry values may differ.
    """
    shapes = [a if isinstance(a, tuple) else a.shape for a in (got, expected)]
    if shapes[0] == shapes[1] or math.prod(shapes[0]) == 0:
        return "it has no entries." if math.prod(shapes[0]) == 0 else None
    values = None
    if isinstance(got, np.ndarray) and isinstance(expected, np.ndarray) and got.size <= LARGEST_ARRAY:
        values = got, expected
    with np.errstate(all="ignore"):
        return (
            _single_axes_hint(*shapes)
            or _transposed_hint(*shapes, values, near)
            or _missing_hint(*shapes, values, near)
            or _surplus_hint(*shapes)
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
    return "is it a row where a column was expected, or the other way round?"


def _transposed_hint(got: Shape, expected: Shape, values: Values | None, near: float) -> str | None:
    if len(got) != len(expected) or sorted(got) != sorted(expected) or len(got) > 5:
        return None
    orders = [o for o in permutations(range(len(got))) if tuple(expected[a] for a in o) == got]
    same = None if values is None else agreement(float(np.abs(values[1]).max()), near)
    if right := [order for order in orders if same and same(values[0], values[1].transpose(order))]:
        order = "transposed" if len(got) == 2 else f"its axes in another order, {right[0]}"
        return f"{order}: the values are right."
    order = "transposed" if len(got) == 2 else "its axes in another order"
    return f"{order}, or sizes exchanged?"


def _missing_hint(got: Shape, expected: Shape, values: Values | None, near: float) -> str | None:
    """A hint about axes that should have been summed or averaged away."""
    kept = tuple(n for n in expected if n != 1)
    possible = [axes for axes in _axes_to_drop(got, kept) if _may_have_gone(axes, expected, got)]
    if not possible:
        return None
    if values is not None and (confirmed := list(dict.fromkeys(_confirmed(possible, expected, values, near)))):
        return f"is {', or '.join(confirmed)}?"
    words = " or ".join(_axes_words(axes, got) for axes in possible)
    otherwise = ", or is a size wrong" if len(got) == len(expected) else ""
    return f"is a sum or mean over {words} missing{otherwise}?"


def _confirmed(possible: list[tuple[int, ...]], expected: Shape, values: Values, near: float) -> Iterator[str]:
    """What would make the right values of the given ones."""
    got, right = values
    same = agreement(float(np.abs(right).max()), near)
    for axes in possible:
        words = _axes_words(axes, got.shape)
        for name, reduce in (("sum", np.sum), ("mean", np.mean)):
            if same(reduce(got, axis=axes).reshape(expected), right):
                yield f"the {name} over {words} missing"
        if len(axes) == 1 and any(same(part.reshape(expected), right) for part in np.moveaxis(got, axes[0], 0)):
            yield f"{words} too long (one index of it is right)"


def _surplus_hint(got: Shape, expected: Shape) -> str | None:
    """A hint about axes that should not have been summed or averaged away."""
    kept = tuple(n for n in got if n != 1)
    possible = [axes for axes in _axes_to_drop(expected, kept) if _may_have_gone(axes, got, expected)]
    if not possible:
        return None
    if len(expected) == 2 and expected[0] == expected[1] and len(got) == 1:
        return "is it the diagonal alone, or was an axis summed away?"
    words = " or ".join(_axes_words(axes, expected) for axes in possible)
    otherwise = ", or is a size wrong" if len(got) == len(expected) else ""
    return f"{'was' if len(possible[0]) == 1 else 'were'} {words} summed or averaged away{otherwise}?"


def _axes_to_drop(shape: Shape, kept: Shape) -> Iterator[tuple[int, ...]]:
    """The sets of axes of size above 1 whose removal gives the shape `kept` (axes of size 1 do not count)."""
    long = [axis for axis, n in enumerate(shape) if n != 1]
    if len(long) <= 6 and len(long) > len(kept):
        for axes in combinations(long, len(long) - len(kept)):
            if tuple(shape[axis] for axis in long if axis not in axes) == kept:
                yield axes


def _may_have_gone(axes: tuple[int, ...], short: Shape, long: Shape) -> bool:
    """Whether these axes of `long` may have been reduced to give `short`: 1 is left of each, or no axis at all."""
    return len(short) != len(long) or all(short[axis] == 1 for axis in axes)


def _axes_words(axes: tuple[int, ...], shape: Shape) -> str:
    if len(axes) == 1:
        return f"axis {axes[0]} (size {shape[axes[0]]})"
    return "axes " + " and ".join(str(axis) for axis in axes)


def _other_shape_hint(got: Shape, expected: Shape) -> str | None:
    if math.prod(got) == math.prod(expected):
        return "as many entries in another shape: `reshape`, or sizes mixed up?"
    if len(got) == len(expected):
        different = [axis for axis in range(len(got)) if got[axis] != expected[axis]]
        if len(different) == 1 and abs(got[different[0]] - expected[different[0]]) == 1:
            return f"the size of axis {different[0]} is off by one, or it is another axis."
    return None
