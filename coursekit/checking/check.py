"""Compares answers with the right ones in check cells, with messages that say what went wrong.

    from coursekit import check
    out, cache = check.pair(fc_forward(x, w, b), 2, name="fc_forward")
    check.close(out, expected, name="out")

Every function here returns nothing (or the verified value), or raises `CheckFailed` with the message for the student.
It trusts nothing about `got`: it reads an object only if its exact type is a plain number, array, string or container,
and never runs a method of any other object (see `checking.plain`). It compares shape, then kind of dtype, then
finiteness, then values: nothing is broadcast, nothing is converted to make it fit, and an empty array never passes.

`ValueError` and `TypeError` mean a mistake of the check's author: an empty or non-finite `expected`, or a tolerance
that is not a number. If a student's code made a part of `expected`, verify that part first, with `array` or `number`.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NoReturn

import numpy as np

from coursekit.checking import plain
from coursekit.checking.comparison import (
    difference_message,
    relative_tolerance,
    shape_advice,
    two_texts,
    wrong_entries,
)
from coursekit.checking.factors import axis_sizes
from coursekit.checking.plain import register, repeat_only
from coursekit.checking.shape_hints import shape_hint
from coursekit.checking.verify import (
    CheckFailed,
    PartialCredit,
    RuleBroken,
    fail_because,
    type_hint,
    verified_content,
    verified_type,
)

__all__ = [
    "CheckFailed", "PartialCredit", "RuleBroken", "array", "at_least", "at_most", "close", "entries", "equal",
    "fail", "keys", "let_unchanged_see", "let_watch", "number", "pair", "partial", "passed", "register", "repeat_only",
    "unchanged",
]  # fmt: skip

Shape = tuple[int, ...]


# --- the result of a check --------------------------------------------------------------------------------------


def fail(message: str) -> NoReturn:
    """Raise CheckFailed with the author's message."""
    raise CheckFailed(message)


def partial(fraction: float, message: str) -> NoReturn:
    """Raise PartialCredit: the check earns this part of its points. ValueError unless 0 < fraction < 1."""
    if not 0 < fraction < 1:
        raise ValueError(f"Partial credit is a fraction between 0 and 1, both excluded, not {fraction}.")
    raise PartialCredit(float(fraction), message)


def passed(text: str) -> None:
    """Print at the end of a check what was right."""
    print(f"✓ {text}")


_compared = 0
_watch: Callable[[Any], None] | None = None


def comparisons() -> int:
    """How many comparisons this process has made: a check that makes none has checked nothing."""
    return _compared


def let_watch(watch: Callable[[Any], None] | None) -> None:
    """For the examiner: have `watch` called with each result of the student's before it is compared; None ends it.

    Not with those that only have to be on one side of a bound: many mistakes may give the same.
    """
    global _watch
    _watch = watch


def compared(got: Any, *, with_a_bound: bool = False) -> None:
    """Count one comparison of a student's result with the right one."""
    global _compared
    _compared += 1
    if _watch is not None and not with_a_bound:
        _watch(got)


# --- values -----------------------------------------------------------------------------------------------------


def close(
    got: Any,
    expected: Any,
    *,
    name: str = "result",
    rtol: float = 1e-7,
    atol: float = 1e-9,
    shapes: Iterable[Shape] | None = None,
    axes: Mapping[int, str] | None = None,
    mistakes: Mapping[str, Any] | None = None,
    hint: str | None = None,
) -> None:
    """Pass if |got - expected| <= atol + rtol |expected| in every entry, and shape and kind of dtype are right.

    expected: a number, or a plain array or tensor of floats, integers or booleans; at least one entry, all finite.
    got: a number where a number is expected (a Python or NumPy scalar, a 0-d array or tensor), else an array of the
    same library: exactly an `np.ndarray`, exactly a `torch.Tensor` that autograd does not follow, or a tensor of
    TensorFlow's that has a value.
    Floats where floats are expected (float32 counts, within the tolerance), integers where integers are, booleans
    where booleans are. Integers are compared without rtol, so exactly unless atol is 1 or more.
    shapes: other accepted shapes besides `expected.shape`, with the same number of entries.
    axes: the axes of the data over which the answer may sum or average, each in words with its size:
    `{0: "batch of 4", 1: "outputs, 2"}`. A hint about a factor then names those that have it, and no others.
    mistakes: what likely mistakes would give, by a sentence about each: `{"the kernel is not turned": values}`, of the
    same shape as `expected`. The sentence is told instead of a guess where the values agree with `got`.
    hint: a sentence added to the message when the values are wrong.
    Raises CheckFailed; ValueError or TypeError for an unusable `expected`, `shapes`, `axes`, `mistakes` or tolerance.
    """
    compared(got)
    _check_tolerance(rtol, atol)
    axis_sizes(axes or {})
    right = _expected_array(expected)
    kind = plain.kind_of(expected)
    tolerance = relative_tolerance(right, kind, rtol, atol)
    allowed = [right.shape, *(_check_alternative(shape, right) for shape in shapes or ())]
    known = {sentence: _mistaken_array(values, right) for sentence, values in (mistakes or {}).items()}
    library = plain.library_of(expected)
    value = verified_type(got, name, _asked(kind, right.shape, library), library)
    if right.shape and plain.library_of(got) not in (None, library):
        noun, advice = _OTHER_LIBRARY[library]
        fail_because(name, f"{plain.describe(got)} where {noun} was expected", advice)
    if value.shape not in allowed:
        asked = " or ".join(plain.shape_words(shape) for shape in dict.fromkeys(allowed))
        advice = shape_advice(value, right, tolerance)
        fail_because(name, _shape_found(value.shape, asked), advice, verb="")
    value = verified_content(value, kind, name).reshape(right.shape)
    if (wrong := wrong_entries(value, right, kind, rtol, atol)).any():
        about: dict[str, Any] = {"name": name, "tolerance": tolerance, "axes": axes, "mistakes": known, "hint": hint}
        raise CheckFailed(difference_message(value, right, wrong, **about))


def array(
    got: Any, *, shape: Shape | None = None, kind: str = "f", name: str = "result", library: str = "numpy"
) -> np.ndarray:
    """A copy of `got` if it is a plain array with finite entries of the given shape and kind, else CheckFailed.

    shape: None accepts any; a None within it accepts any size: `(None, 10)`. An empty array needs a 0 in it.
    kind: "f", "i" (signed or not), "b", or several of them: "fi". library: "torch" or "tensorflow" for a tensor.
    """
    asked = f"{_noun(library)} of {plain.kind_words(kind)}" + (f" of shape {shape}" if shape is not None else "")
    value = verified_type(got, name, asked, library)
    if plain.library_of(got) != library and shape != ():
        fail_because(name, f"{plain.describe(got)} where {asked} was expected")
    if value.size == 0 and (shape is None or 0 not in shape):
        fail_because(name, f"an array without entries, of shape {value.shape}")
    if shape is not None and (
        len(shape) != value.ndim or any(n not in (None, m) for n, m in zip(shape, value.shape, strict=True))
    ):
        advice = shape_hint(value.shape, shape) if None not in shape else None
        fail_because(name, _shape_found(value.shape, plain.shape_words(shape)), advice, verb="")
    return verified_content(value, kind, name, keep=True)


def number(got: Any, *, name: str = "result") -> float:
    """Return `got` as a float if it is one finite number: a Python or NumPy int or float, or a 0-d array of these.

    Raises CheckFailed for anything else, booleans and arrays of shape (1,) included.
    """
    value = verified_type(got, name, "a number")
    if value.shape != ():
        advice = shape_hint(value.shape, ())
        fail_because(name, _shape_found(value.shape, plain.shape_words(())), advice, verb="")
    return float(verified_content(value, "fi", name))


def at_least(got: Any, bound: float, *, name: str = "result", hint: str | None = None) -> None:
    """Pass if `got` is a number (see `number`) and at least `bound`."""
    _check_bound(bound)
    compared(got, with_a_bound=True)
    if not (value := number(got, name=name)) >= bound:
        given, asked = plain.two_numbers(value, float(bound))
        fail_because(name, f"{given}, where at least {asked} was expected", hint)


def at_most(got: Any, bound: float, *, name: str = "result", hint: str | None = None) -> None:
    """Pass if `got` is a number (see `number`) and at most `bound`."""
    _check_bound(bound)
    compared(got, with_a_bound=True)
    if not (value := number(got, name=name)) <= bound:
        given, asked = plain.two_numbers(value, float(bound))
        fail_because(name, f"{given}, where at most {asked} was expected", hint)


def equal(got: Any, expected: Any, *, name: str = "result") -> None:
    """Pass if `got` is exactly `expected`: None, bool, int, str, a tuple or list of these, an array of int or bool.

    Types count: True or 1.0 is not 1, and a list is not a tuple; but NumPy's integers and booleans equal Python's.
    Raises TypeError if `expected` holds anything else; floats are for `close`.
    """
    compared(got)
    if type(expected) in (tuple, list):
        if not plain.is_sequence(got) or (type(got) is tuple) != (type(expected) is tuple):
            fail_because(name, f"{plain.describe(got)} where {plain.describe(expected)} was expected", type_hint(got))
        _check_count(got, len(expected), name)
        for index, (entry, wanted) in enumerate(zip(tuple(got), expected, strict=True)):
            equal(entry, wanted, name=f"{name}[{index}]")
    elif expected is None or type(expected) is str:
        if type(got) is not type(expected) or got != expected:
            asked = "None" if expected is None else plain.shorten(expected)
            fail_because(name, f"{plain.describe(got)} where {asked} was expected", type_hint(got))
    elif plain.kind_of(expected) in ("i", "b"):
        close(got, expected, name=name)
    else:
        raise TypeError(
            f"`check.equal` cannot compare with {plain.describe(expected)}: use `check.close` for floats and arrays."
        )


# --- containers -------------------------------------------------------------------------------------------------


def pair(got: Any, n: int = 2, *, name: str = "result") -> tuple:
    """Return the n values that a function returned, as a tuple. CheckFailed unless `got` is a tuple or list of n.

    name: the function's name. The values themselves are not checked.
    """
    asked = f"should return {n} value{'s' * (n != 1)}, but returned"
    if not plain.is_sequence(got):
        fail_because(name, f"{asked} {plain.describe(got)}", type_hint(got), verb="")
    values = tuple(got)
    if len(values) != n:
        fail_because(name, f"{asked} {len(values)}", verb="")
    return values


def entries(got: Any, n: int, *, name: str = "result") -> tuple:
    """Return the n entries of a list or tuple, as a tuple. CheckFailed unless `got` is one, with n of them."""
    compared(got)
    if not plain.is_sequence(got):
        fail_because(name, f"{plain.describe(got)} where a list of {n} was expected", type_hint(got))
    _check_count(got, n, name)
    return tuple(got)


def _check_count(got: Any, n: int, name: str) -> None:
    if len(got) != n:
        found = f"{len(got)} {'entry' if len(got) == 1 else 'entries'}"
        fail_because(name, f"{found} where {n} {'was' if n == 1 else 'were'} expected", verb="has")


def keys(mapping: Any, expected_keys: Iterable[str], *, name: str = "result", extra_ok: bool = True) -> None:
    """Pass if `mapping` is a dictionary with all of these keys, and no others unless `extra_ok`.

    A dictionary is exactly a dict, OrderedDict or defaultdict, or a view that the examiner has registered.
    """
    compared(mapping)
    if not plain.is_dict(mapping):
        fail_because(name, f"{plain.describe(mapping)} where a dictionary was expected", type_hint(mapping))
    every_key = list(mapping)
    texts = {key for key in every_key if type(key) is str}
    wanted = list(expected_keys)
    missing = [key for key in wanted if key not in texts]
    if missing:
        found = f"its keys are {_listed(sorted(texts))}." if texts else "it has no keys of text."
        fail_because(name, f"no entry {_listed(missing)}", found, verb="has")
    extra = sorted(texts.difference(wanted))
    others = len(every_key) - len(texts)
    if not extra_ok and (extra or others):
        surplus = _listed(extra) if extra else f"under keys that are no text ({others})"
        fail_because(name, f"unexpected entries: {surplus}", verb="has")


_arguments_as_left: Callable[[], AbstractContextManager] = nullcontext


def let_unchanged_see(arguments_as_left: Callable[[], AbstractContextManager]) -> None:
    """For the examiner: set the context in which its arrays show what the student's code changed in their copies."""
    global _arguments_as_left
    _arguments_as_left = arguments_as_left


def unchanged(before: Any, after: Any, *, name: str = "argument") -> None:
    """Pass if a call did not change an array: `before` is a copy made before it, `after` the array that it got."""
    with _arguments_as_left():
        compared(after)
    if plain.library_of(before) is None or 0 in before.shape:
        raise ValueError("`check.unchanged` needs a copy of a plain array with entries, made before the call.")
    library, before = plain.library_of(before), plain.to_array(before)
    with _arguments_as_left():
        value = np.array(verified_type(after, name, _asked("f", before.shape, library), library))
    if value.shape != before.shape or value.dtype != before.dtype:
        fail_because(name, f"changed by your function: it is now {plain.describe(value)}", verb="was")
    same = (value == before) | ((value != value) & (before != before))
    if not same.all():
        index = tuple(int(i) for i in np.argwhere(~same)[0])
        old, new = two_texts(before[index], value[index])
        fail_because(
            name,
            f"changed in place by your function: at {list(index)} {old} became {new}",
            "work on a copy; `x = x - 1` makes one, `x -= 1` does not.",
            verb="was",
        )


# --- words ------------------------------------------------------------------------------------------------------


def _listed(names: list[str]) -> str:
    shown = ", ".join(plain.shorten(key, 30) for key in names[:8])
    return shown + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _shape_found(found: Shape, asked: str) -> str:
    return (
        f"has shape {found} where {asked} was expected" if found else f"is one number where shape {asked} was expected"
    )


# Words for messages about an array of the wrong library.
_OTHER_LIBRARY = {
    "numpy": ("a NumPy array", "a tensor's `.numpy()` is one"),
    "torch": ("a PyTorch tensor", "`torch.from_numpy` makes one of an array"),
    "tensorflow": ("a TensorFlow tensor", "`tf.constant` makes one of an array"),
}


def _noun(library: str | None) -> str:
    return "an array" if library in (None, "numpy") else "a tensor"


def _asked(kind: str | None, shape: Shape, library: str | None = None) -> str:
    if shape:
        return f"{_noun(library)} of shape {shape}"
    return {"i": "an integer", "b": "True or False"}.get(kind or "", "a number")


# --- mistakes of the check's author -----------------------------------------------------------------------------


def _expected_array(expected: Any) -> np.ndarray:
    if plain.kind_of(expected) not in ("f", "i", "b"):
        raise TypeError(f"The expected value is {plain.describe(expected)}: a plain number or array is needed.")
    right = np.array(plain.to_array(expected))
    if right.dtype.kind == "O":
        raise TypeError("The expected integer needs more than 64 bits: compare something smaller.")
    if right.size == 0:
        raise ValueError("The expected array has no entries, so that nothing would be compared.")
    if right.dtype.kind == "f":
        right = right.astype(np.float64)
        if not np.isfinite(right).all():
            raise ValueError("The expected values are not all finite, so that no answer could be right.")
    return right


def _mistaken_array(values: Any, right: np.ndarray) -> np.ndarray:
    found = np.array(plain.to_array(values), np.float64) if plain.kind_of(values) in ("f", "i", "b") else None
    if found is None or found.shape != right.shape or not np.isfinite(found).all():
        raise ValueError(f"What a mistake gives is a finite array of the expected shape {right.shape}.")
    return found


def _check_alternative(shape: Shape, right: np.ndarray) -> Shape:
    if type(shape) is not tuple or plain.size_of(shape) != right.size:
        raise ValueError(f"The alternative shape {shape!r} has not as many entries as the expected {right.shape}.")
    return shape


def _check_tolerance(rtol: float, atol: float) -> None:
    if not all(0 <= tolerance < math.inf for tolerance in (rtol, atol)):
        raise ValueError(f"Tolerances are finite and not negative: rtol={rtol}, atol={atol}.")


def _check_bound(bound: float) -> None:
    if not math.isfinite(bound):
        raise ValueError(f"A bound is a finite number, not {bound}.")
