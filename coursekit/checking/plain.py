"""Identifies unverified objects without running any of their code.

Checks get objects that a student made. `isinstance` asks the object for its `__class__`, `==` and `len` run its
methods, and even `type(x).__name__` may run a metaclass's code. So everything here compares the exact type by identity
and reads a type's name with `type`'s own descriptor.
"""

import builtins
import math
import re
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

LONGEST_NAME = 40
ELLIPSIS = "`...`"  # how `describe` calls Python's `...`, which stands where something is still to be written

_BOOLS: tuple[type, ...] = (bool, np.bool_)
_INTEGERS: tuple[type, ...] = (
    int, np.int8, np.int16, np.int32, np.int64, np.intc, np.longlong,
    np.uint8, np.uint16, np.uint32, np.uint64, np.uintc, np.ulonglong,
)  # fmt: skip
_FLOATS: tuple[type, ...] = (float, np.float16, np.float32, np.float64, np.longdouble)

# Dictionaries that are all the same to a student; the grader's protocol turns the last two into the first.
_dict_types: list[type] = [dict, OrderedDict, defaultdict]
_sequence_types: list[type] = [list, tuple]
_describers: list[tuple[type, Callable[[Any], str]]] = []

_KIND_WORDS = {
    "f": "floats",
    "i": "integers",
    "u": "integers",
    "b": "booleans",
    "c": "complex numbers",
    "O": "Python objects",
    "U": "text",
    "S": "bytes",
    "M": "dates",
    "m": "time spans",
}
_KIND_NOUNS = {
    "f": "a float",
    "i": "an integer",
    "u": "an integer",
    "b": "a boolean",
    "c": "a complex number",
    "O": "a Python object",
    "U": "a text",
    "S": "bytes",
}


# Names of types that people know, besides Python's own.
_FAMILIAR = {
    "matrix", "recarray", "MaskedArray", "memmap", "Generator", "RandomState", "Tensor", "Parameter", "EagerTensor",
    "ResourceVariable", "RaggedTensor", "SparseTensor", "SymbolicTensor", "KerasTensor", "IndexedSlices",
    "generator", "coroutine", "function", "builtin_function_or_method", "method", "module",
    "NoneType", "ellipsis", "dict_keys", "dict_values", "MagicMock", "Mock",
}  # fmt: skip


_AN_ELLIPSIS = "an object of type `ellipsis`"  # in the student's process; `...` is no data that could be sent


def _anything(text: str) -> bool:
    return True


_may_repeat: Callable[[str], bool] = _anything


def repeat_only(known: Callable[[str], bool]) -> None:
    """For the examiner: let messages repeat a student's text or name only if `known` is true for it.

    Any other text might contain a hidden check's inputs.
    """
    global _may_repeat
    _may_repeat = known


def register(kind: type, *, like: type | None = None, describe: Callable[[Any], str] | None = None) -> None:
    """Register one of the examiner's types. Its methods are trusted from then on, so never register a student's type.

    like: `dict` or `list` for views that `check.keys` or `check.pair` accept in its place.
    describe: returns a few words for messages ("a `Layer` object"), for handles on objects in the student's process.
    Raises ValueError for another `like`.
    """
    if like is dict:
        _dict_types.append(kind)
    elif like is list:
        _sequence_types.append(kind)
    elif like is not None:
        raise ValueError("A view can stand for `dict` or `list` only.")
    if describe is not None:
        _describers.append((kind, describe))


def _is_one_of(value: Any, types: list[type] | tuple[type, ...]) -> bool:
    # Not `type(value) in types`: that would call a metaclass's `__eq__`.
    return any(type(value) is t for t in types)


def is_dict(value: Any) -> bool:
    """Whether the value is exactly a dictionary, or a registered view of one."""
    return _is_one_of(value, _dict_types)


def is_sequence(value: Any) -> bool:
    """Whether the value is exactly a list or tuple, or a registered view of a list."""
    return _is_one_of(value, _sequence_types)


def kind_of(value: Any) -> str | None:
    """The kind of a number, plain array or tensor: "f", "i" (signed or not), "b", another dtype's letter; else None."""
    if library_of(value):
        kind = to_array(value).dtype.kind
        return "i" if kind == "u" else kind
    for kind, types in (("f", _FLOATS), ("b", _BOOLS), ("i", _INTEGERS)):
        if _is_one_of(value, types):
            return kind
    return "c" if _is_one_of(value, (complex, np.complex64, np.complex128, np.clongdouble)) else None


def library_of(value: Any) -> str | None:
    """The library of a plain array: "numpy", "torch" or "tensorflow"; None if the value is no array, or no plain one.

    A tensor of PyTorch's is plain if it is exactly a `torch.Tensor`, is in the computer's main memory, has a dtype that
    NumPy has, and is not tracked by autograd; one of TensorFlow's if it has a value (no symbol in a graph, and no
    `tf.Variable`) and such a dtype, and is neither ragged nor sparse.
    """
    if type(value) is np.ndarray:
        return "numpy"
    library = _tensors_library(value)
    return library if library and _tensor_to_array(value) is not None else None


def _tensors_library(value: Any) -> str | None:
    """The library of a tensor, plain or not; None if the value is none."""
    if type(value) is getattr(sys.modules.get("torch"), "Tensor", None):  # None stands where it may not be imported
        return "torch"
    return "tensorflow" if type(value) is eager_tensor() else None


def eager_tensor() -> type | None:
    """The class of TensorFlow's tensors that have a value; None if TensorFlow has not been imported."""
    return getattr(sys.modules.get("tensorflow.python.framework.ops"), "EagerTensor", None)


def _tensor_to_array(value: Any) -> np.ndarray | None:
    """The values of a plain tensor as an array (PyTorch's memory, a copy of TensorFlow's); None for another tensor."""
    try:
        array = np.asarray(value.numpy())
    except (RuntimeError, TypeError):  # it needs gradients, is on another device, is sparse; no such dtype in NumPy
        return None
    # TensorFlow hands out bfloat16 and float8 as dtypes of its own (`isbuiltin` 2).
    return array if array.dtype.kind in "biufc" and array.dtype.isbuiltin != 2 else None


def to_array(value: Any) -> np.ndarray:
    """The number, plain array or plain tensor as an array, not copied. Only for values that have a `kind_of`.

    An integer too large for 64 bits becomes an array of Python objects, so that its kind is no longer "i".
    """
    return np.asarray(value.numpy() if _tensors_library(value) else value)


def kind_words(kind: str) -> str:
    """Words for dtype letters: "integers", "floats or integers"."""
    words = [_KIND_WORDS.get(letter, "entries of another kind") for letter in kind]
    return " or ".join(dict.fromkeys(words))


def one_word(kind: str) -> str:
    """Words for one value of these dtype letters: "an integer", "a float or an integer"."""
    words = [_KIND_NOUNS.get(letter, "a value of another kind") for letter in kind]
    return " or ".join(dict.fromkeys(words))


def clean_name(text: str) -> str:
    """The text's letters, digits and underscores, at most 40, so that a foreign name is safe to print."""
    # str's own slicing returns an exact str even for a subclass with methods of its own.
    exact = str.__getitem__(text, slice(0, 4 * LONGEST_NAME))
    return re.sub(r"\W", "", exact, flags=re.ASCII)[:LONGEST_NAME] or "object"


def familiar(name: str) -> str:
    """The name of a type, cleaned; `object` if it may not be repeated."""
    name = clean_name(name)
    return name if name in _FAMILIAR or hasattr(builtins, name) or _may_repeat(name) else "object"


def type_name(value: Any) -> str:
    """The name of the value's type, cleaned."""
    return familiar(type.__dict__["__name__"].__get__(type(value)))


def describe(value: Any) -> str:
    """A few words for a message: "None", "a list of 3", "an array of shape (3, 4)", "an object of type `Layer`"."""
    for kind, describer in _describers:
        if type(value) is kind:
            words = re.sub(r"[^\w `.,()-]", "", describer(value), flags=re.ASCII)
            return ELLIPSIS if words == _AN_ELLIPSIS else words[: 2 * LONGEST_NAME]
    if value is None:
        return "None"
    if type(value) is np.ndarray:
        content = "" if value.dtype.kind == "f" else f" of {kind_words(value.dtype.kind)}"
        return f"an array{content} of shape {value.shape}" if value.ndim else f"a single number{content}"
    if library := _tensors_library(value):
        if library == "torch" and value.requires_grad:
            return "a tensor that requires gradients"
        dtype = value.dtype.name if library == "tensorflow" else str(value.dtype).removeprefix("torch.")
        return f"a tensor of shape {tuple(value.shape)}, dtype {dtype}"
    if type(value) is str:
        return f"the text {shorten(value)}"
    if is_sequence(value):
        word = "a tuple" if type(value) is tuple else "a list"
        return f"{word} of {len(value)}" if value else f"{word} without entries"
    if is_dict(value):
        return "a dictionary"
    if (kind := kind_of(value)) is not None:
        noun = one_word(kind)
        small = type(value) is not int or abs(value) < 10**20
        return f"{noun} ({value})" if small else f"{noun} of more than 20 digits"
    if issubclass(type(value), np.ndarray):
        return f"a `{type_name(value)}` (not a plain array)"
    return ELLIPSIS if value is ... else f"an object of type `{type_name(value)}`"


def shorten(text: str, longest: int = 60) -> str:
    """The text in quotes, with its special characters escaped, cut to `longest`; `'…'` if it may not be repeated."""
    if not _may_repeat(text[:longest]):
        return "'…'"
    quoted = repr(text[:longest])
    return quoted if len(text) <= longest else quoted + "…"


def two_numbers(first: float, second: float) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to tell them apart, at least 4."""
    for digits in (4, 6, 9, 12, 17):
        texts = f"{first + 0.0:.{digits}g}", f"{second + 0.0:.{digits}g}"  # no -0
        if texts[0] != texts[1]:
            break
    return texts


def shape_words(shape: tuple[int, ...]) -> str:
    """The shape, or "a single number" for none."""
    return str(shape) if shape else "a single number"


def size_of(shape: tuple[int, ...]) -> int:
    """How many entries an array of this shape has."""
    return math.prod(shape)
