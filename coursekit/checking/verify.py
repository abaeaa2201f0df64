"""Verifies objects that a student made, and reports what was found instead; `check` builds on it."""

from typing import Any, NoReturn

import numpy as np

from coursekit.checking import plain


class CheckFailed(AssertionError):
    """An answer is not right. `str(error)` is the full message for the student."""

    def _render_traceback_(self) -> list[str]:
        """Have Jupyter show only the message, not a traceback, because the check's code would teach nothing."""
        return [f"✗ {self}"]


class PartialCredit(CheckFailed):
    """An answer is partly right, and earns `fraction` (above 0, below 1) of the check's points."""

    def __init__(self, fraction: float, message: str) -> None:
        super().__init__(message)
        self.fraction = fraction


class RuleBroken(CheckFailed):
    """An answer does something that its question forbids, which costs all points of the question."""


def fail_because(name: str, what: str, advice: str | None = None, *, verb: str = "is") -> NoReturn:
    """Raise CheckFailed: "<name> is <what>." and the advice on a new line."""
    first = " ".join(part for part in (name, verb, what) if part)
    raise CheckFailed(f"{first}." if not advice else f"{first}.\n{sentence(advice)}")


def sentence(text: str) -> str:
    """The text with a capital letter and, unless it ends like a sentence already, a full stop."""
    text = text[0].upper() + text[1:]
    return text if text.rstrip(")")[-1] in ".?!" else text + "."


def type_hint(got: Any) -> str | None:
    """Advice about a value of a wrong type; None if its type suggests nothing."""
    if got is None:
        return "does the function end with `return`, and is the value ever set?"
    if plain.describe(got) == plain.ELLIPSIS:
        return "is this part not filled in yet?"
    return "does the function return several values?" if type(got) is tuple else None


# How to make an array of each library out of a list.
_MAKERS = {
    "numpy": "an array with `np.array`",
    "torch": "a tensor with `torch.tensor`",
    "tensorflow": "a tensor with `tf.constant`",
}
# What to do about objects of TensorFlow's that are no plain tensors, by their class or dtype.
_TENSORFLOW = {
    "`ResourceVariable`": "a variable is not its value: `tf.convert_to_tensor` makes a tensor of it.",
    "`RaggedTensor`": "the rows of a ragged tensor may differ in length: `.to_tensor()` makes a plain tensor of it.",
    "`SparseTensor`": "make it a plain tensor with `tf.sparse.to_dense`.",
    "`IndexedSlices`": "the gradient of `tf.gather` comes in this form: `tf.convert_to_tensor` makes a tensor of it.",
    "`SymbolicTensor`": "it has no value outside the `tf.function` that it was made in: return it from there.",
    "`KerasTensor`": "it is an input of a Keras model, without a value: call the model with a tensor.",
    "`EagerTensor`": "its dtype is none that NumPy computes with: `tf.cast` it, to `tf.float32` say.",
    "dtype bfloat16": "its dtype is none that NumPy has: cast it to float32.",
}


def verified_type(got: Any, name: str, asked: str, library: str | None = "numpy") -> np.ndarray:
    """Return `got` as an array if it is exactly a number or array. Only the dtype of an array of objects is read.

    library: whose array is asked for, for the advice.
    """
    if plain.kind_of(got) is None:
        advice, found = type_hint(got), plain.describe(got)
        if "tensor that requires gradients" in found:
            advice = "something in your code asks autograd to follow it: compute with plain tensors."
        elif type(got) is list:
            advice = f"make it {_MAKERS[library or 'numpy']}."
        elif issubclass(type(got), np.ndarray):
            advice = "make it a plain array with `np.asarray`."
        else:
            advice = next((text for sign, text in _TENSORFLOW.items() if found.endswith(sign)), advice)
        fail_because(name, f"{found} where {asked} was expected", advice)
    value = plain.to_array(got)
    if type(got) is int and value.dtype.kind == "O":
        fail_because(name, f"an integer too large for 64 bits where {asked} was expected")
    return value


def verified_content(value: np.ndarray, kind: str, name: str, *, keep: bool = False) -> np.ndarray:
    """A private copy of the values, if their kind is right and all are finite; floats as float64 unless `keep`."""
    if plain.kind_of(value) not in tuple(kind):
        letter = value.dtype.kind
        if value.ndim == 0:
            fail_because(name, f"{plain.one_word(letter)} where {plain.one_word(kind)} was expected")
        advice = None
        if letter in "iu" and kind == "f":
            advice = "is it made of numbers such as `1` (write `1.0`), or by `np.zeros_like` of an array of integers?"
        elif letter == "b" and kind == "f":
            advice = "a comparison gives True and False: multiply by it, or use `.astype(float)`."
        fail_because(name, f"made of {plain.kind_words(letter)} where {plain.kind_words(kind)} were expected", advice)
    if value.dtype.kind == "f":
        with np.errstate(over="ignore"):
            floats = np.array(value, dtype=np.float64)
        if not (finite := np.isfinite(floats)).all():
            first = tuple(int(i) for i in np.argwhere(~finite)[0])
            where = f" ({int((~finite).sum())} of {floats.size} entries, the first at {list(first)})" if first else ""
            fail_because(name, f"{floats[first]}{where}", "an overflow in `exp`, a `log(0)` or a `0/0`?")
        if not keep:
            return floats
    return np.array(value, dtype=value.dtype.newbyteorder("="))
