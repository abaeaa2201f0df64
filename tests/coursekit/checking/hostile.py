"""Objects that try to pass a check, or to run code in it. Each is made anew by its function, named after the trick."""

from collections import namedtuple
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import numpy as np


class Touched(BaseException):
    """A check ran a method of an object that it had not verified."""


def _touch(*args: Any, **kwargs: Any) -> Any:
    raise Touched


_METHODS = (
    "eq ne lt le gt ge bool len iter next reversed contains getitem setitem float int index complex round abs neg "
    "add radd sub rsub mul rmul truediv rtruediv pow matmul rmatmul and or xor invert hash repr str format bytes call "
    "getattr getattribute setattr dir array array_function array_ufunc array_wrap array_finalize array_priority "
    "instancecheck subclasscheck copy deepcopy reduce_ex sizeof enter exit prepare missing length_hint"
)
_TRAPS = {f"__{name}__": _touch for name in _METHODS.split(" ")}


class _Meta(type):
    """A metaclass whose classes cannot be asked anything either."""

    __name__ = property(_touch)
    __class__ = property(_touch)


for _name in ("eq", "hash", "repr", "str", "iter", "instancecheck", "subclasscheck", "getattribute", "call", "len"):
    setattr(_Meta, f"__{_name}__", _touch)
_Meta.__module__ = property(_touch)


class _Text(str):
    """A text with methods of its own, used as a class's name."""

    __slots__ = ()
    for _name in ("eq", "hash", "repr", "str", "iter", "getitem", "len", "format", "contains", "add"):
        locals()[f"__{_name}__"] = _touch


class _AlwaysEqual:
    def __eq__(self, other: object) -> bool:
        return True

    def __array__(self, *args: Any, **kwargs: Any) -> np.ndarray:
        return np.ones((3, 4))

    __hash__ = None


class _Liar(np.ndarray):
    """An array for which every function of NumPy returns what a check wants to see."""

    def __array_function__(self, *args: Any) -> Any:
        return True

    def __array_ufunc__(self, *args: Any, **kwargs: Any) -> Any:
        return np.zeros((3, 4), bool)


class _Float(float):
    def __eq__(self, other: object) -> bool:
        return True

    __le__ = __ge__ = __lt__ = __gt__ = __eq__
    __hash__ = None

    def __sub__(self, other: object) -> float:
        return 0.0


class _Integer(int):
    __eq__ = __le__ = __ge__ = lambda self, other: True
    __hash__ = None


class _String(str):
    __slots__ = ()
    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = str.__hash__


class _Keys(dict):
    """Has every key, as long as one asks it."""

    __contains__ = lambda self, key: True  # noqa: E731

    def __iter__(self) -> Any:
        return iter(["W1", "b1"])


class _Endless(list):
    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Any:
        return iter([np.ones((3, 4)), None])


class _ClaimsToBeAnArray:
    @property
    def __class__(self) -> type:
        return np.ndarray

    shape, dtype, ndim, size = (3, 4), np.dtype(float), 2, 12


def trapped() -> Any:
    return object.__new__(type("Trapped", (), dict(_TRAPS)))


def trapped_class() -> Any:
    cls = type.__new__(_Meta, "Layer", (), dict(_TRAPS))
    return object.__new__(cls)


def the_class_itself() -> Any:
    return type.__new__(_Meta, "Layer", (), {})


def named_by_a_text_of_its_own() -> Any:
    return object.__new__(type(_Text("Layer<b>`\n" * 30), (), dict(_TRAPS)))


def array_of_traps() -> Any:
    array = np.empty((3, 4), dtype=object)
    for index in np.ndindex(3, 4):
        array[index] = trapped()
    return array


def one_trap_in_an_array() -> Any:
    array = np.empty((), dtype=object)
    array[()] = trapped()
    return array


def trap_as_a_key() -> Any:
    return {_TrapKey(): 1}


class _TrapKey:
    __eq__ = __repr__ = __str__ = _touch

    def __hash__(self) -> int:
        return hash("W1")


def structured() -> Any:
    return np.zeros((3, 4), dtype=[("a", float)])


OBJECTS: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "trapped": trapped,
    "trapped_class": trapped_class,
    "the_class_itself": the_class_itself,
    "named_by_a_text_of_its_own": named_by_a_text_of_its_own,
    "array_of_traps": array_of_traps,
    "one_trap_in_an_array": one_trap_in_an_array,
    "trap_as_a_key": trap_as_a_key,
    "structured": structured,
    "always_equal": _AlwaysEqual,
    "liar": lambda: np.ones((3, 4)).view(_Liar),
    "float_subclass": lambda: _Float(1.0),
    "integer_subclass": lambda: _Integer(1),
    "string_subclass": lambda: _String("relu"),
    "keys_on_demand": _Keys,
    "list_that_lies": _Endless,
    "claims_to_be_an_array": _ClaimsToBeAnArray,
    "named_tuple": lambda: namedtuple("Pair", "out cache")(1.0, None),
    "magic_mock": MagicMock,
    "magic_mock_of_an_array": lambda: MagicMock(spec=np.ndarray, shape=(3, 4), dtype=np.dtype(float)),
    "namespace": lambda: SimpleNamespace(shape=(3, 4)),
    "masked": lambda: np.ma.masked_all((3, 4)),
    "masked_constant": lambda: np.ma.masked,
    "record_array": lambda: np.ones((3, 4)).view(np.recarray),
    "function": lambda: _touch,
    "generator": lambda: (x for x in "ab"),
    "range": lambda: range(2),
    "set": lambda: {"W1", "b1"},
    "bytes": lambda: b"relu",
    "memory": lambda: memoryview(np.ones((3, 4))),
    "ellipsis": lambda: ...,
    "not_implemented": lambda: NotImplemented,
    "exception": lambda: AssertionError("passed"),
    "complex": lambda: 1 + 0j,
    "huge_integer": lambda: 10**5000,
    "nested_lists": lambda: [[1.0] * 4] * 3,
    "texts": lambda: np.full((3, 4), "1.0"),
    "dates": lambda: np.full((3, 4), np.datetime64("2020-01-01")),
    "empty": lambda: np.empty((0, 4)),
    "nothing": lambda: np.empty(0),
    "nan": lambda: np.full((3, 4), np.nan),
    "infinite": lambda: np.full((3, 4), np.inf),
    "one_nan": lambda: float("nan"),
    "overflowing_longdouble": lambda: np.full((3, 4), np.finfo(np.longdouble).max),
    "broadcastable_row": lambda: np.ones((1, 4)),
    "broadcastable_number": lambda: np.ones((1, 1, 1)),
}
