"""Compares verified arrays: which entries differ, and what to say about them."""

from collections.abc import Mapping

import numpy as np

from coursekit.checking import hints, plain
from coursekit.checking.shape_hints import shape_hint
from coursekit.checking.verify import sentence


def wrong_entries(got: np.ndarray, expected: np.ndarray, kind: str | None, rtol: float, atol: float) -> np.ndarray:
    """Where two arrays of one shape and kind differ by more than atol + rtol |expected|; integers have no rtol."""
    if kind == "b":
        return np.asarray(got != expected)
    with np.errstate(over="ignore"):
        distance = np.abs(got.astype(np.float64) - expected.astype(np.float64))
        if kind == "i":
            # Beyond 2**53 two unequal integers may be the same float64, but they differ by at least 1.
            return np.asarray((got != expected) & ~(np.maximum(distance, 1) <= atol))
        allowed = atol + rtol * np.abs(expected)
    return np.asarray(~(distance <= allowed) | ~np.isfinite(distance))


def difference_message(
    got: np.ndarray,
    expected: np.ndarray,
    wrong: np.ndarray,
    *,
    name: str,
    tolerance: float = 0.0,
    hint: str | None = None,
    axes: Mapping[int, str] | None = None,
    mistakes: Mapping[str, np.ndarray] | None = None,
    source: str | None = None,
    expected_word: str = "expected",
    badness: np.ndarray | None = None,
    places: np.ndarray | None = None,
) -> str:
    """A message with the number of entries that differ, the worst of them, and the likely mistake.

    got, expected: verified arrays of one shape. wrong: boolean, where they differ. badness: largest at the worst entry;
    None for the difference. places: for 1-D selections from larger arrays, each entry's index there, (N, ndim).
    tolerance, axes, source: for the hint (see `hints.value_hint`), and what known mistakes would give, by a sentence.
    """
    numbers = got.astype(np.float64), expected.astype(np.float64)
    with np.errstate(over="ignore"):
        badness = np.abs(numbers[0] - numbers[1]) if badness is None else badness
    worst = hints.worst_place(np.where(wrong, badness, -1))
    given, right = two_texts(got[worst], expected[worst])
    told = f"got {given}, {expected_word} {right}"
    place = [int(i) for i in (worst if places is None else places[worst[0]])]
    if not place:
        text = f"{name}: {told}."
    elif got.size == 1:
        text = f"{name}: at {place} {told}."
    else:
        text = f"{name}: {int(wrong.sum())} of {wrong.size} entries differ; the worst is at {place}: {told}."
    near = min(max(tolerance, hints.SAME), hints.LOOSEST)
    same = hints.agreement(float(np.abs(numbers[1]).max()), near)
    told_by_mistakes = (text for text, values in (mistakes or {}).items() if same(numbers[0], values))
    advice = next(told_by_mistakes, None) if np.isfinite(numbers[0]).all() else None
    if advice is None and got.dtype.kind != "b":
        exact = got.dtype.kind != "f"
        advice = hints.value_hint(*numbers, wrong, tolerance=tolerance, exact=exact, axes=axes, source=source)
    return "\n".join([text, *(sentence(part) for part in (advice, hint) if part)])


def shape_advice(got: np.ndarray, expected: np.ndarray, tolerance: float) -> str | None:
    """A hint about a wrong shape, from the values, too, if they can be used. tolerance: see `relative_tolerance`."""
    near = min(max(tolerance, hints.SAME), hints.LOOSEST)
    return shape_hint(_for_hint(got), expected.astype(np.float64), near=near)


def relative_tolerance(expected: np.ndarray, kind: str | None, rtol: float, atol: float) -> float:
    """What a check tolerates, as a fraction of the largest expected entry; integers have no rtol."""
    largest = float(np.abs(expected.astype(np.float64)).max())
    return (0.0 if kind == "i" else rtol) + (atol / largest if largest else 0.0)


def two_texts(first: np.generic, second: np.generic) -> tuple[str, str]:
    """Both values with the digits that tell them apart."""
    if first.dtype.kind == "f":
        return plain.two_numbers(float(first), float(second))
    return str(first.item()), str(second.item())


def _for_hint(value: np.ndarray) -> np.ndarray | tuple[int, ...]:
    """The values for a hint about a wrong shape; the shape alone if they cannot be used."""
    if value.dtype.kind not in "fiu" or not 0 < value.size <= hints.LARGEST_ARRAY:
        return value.shape
    with np.errstate(over="ignore"):
        floats = value.astype(np.float64)
    return floats if np.isfinite(floats).all() else value.shape
