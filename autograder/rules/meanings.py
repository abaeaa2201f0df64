"""What an expression may stand for, as far as reading can tell: the values that `rules.evaluate` works with."""

import ast
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

LONGEST_TEXT = 4000  # of a string put together while reading
MOST_TEXTS = 32


class Kind(StrEnum):
    """Values of which only the kind matters."""

    LIBRARY = "something a library or arithmetic made: an array, a tensor, a number"
    DATA = "what a function is handed, or what is computed from it"
    GIVEN = "an object that coursekit made"
    NAMESPACE = "the notebook's variables, as a mapping"
    UNKNOWN = "something that reading cannot tell"


@dataclass(frozen=True)
class Named:
    """A module, or something in one, by its full dotted name."""

    dotted: str


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Number:
    number: int


@dataclass(frozen=True)
class Box:
    """A container, by the place in the code that makes it."""

    node: ast.AST


@dataclass(frozen=True)
class Function:
    """A function of the notebook's own."""

    node: ast.AST


@dataclass(frozen=True)
class Class:
    """A class of the notebook's own."""

    node: ast.ClassDef


@dataclass(frozen=True)
class Instance:
    """An object of such a class."""

    node: ast.ClassDef


@dataclass(frozen=True)
class Getter:
    """What `operator.attrgetter(path)` or `operator.methodcaller(path)` makes."""

    path: str
    calls: bool


Value = Kind | Named | Text | Number | Box | Function | Class | Instance | Getter
Values = frozenset[Value]


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Top-level packages whose functions return arrays, tensors and numbers, not objects of the student's classes.
LIBRARIES = words("numpy scipy torch tensorflow keras sklearn jax pandas math cmath statistics random")

# What arrays and tensors have: what a function is handed has no other attributes, as far as reading knows.
ARRAY_ATTRIBUTES = frozenset(dir(np.ndarray)) | words(
    "abs add add_ backward chunk clone contiguous cpu cuda detach device div div_ double exp expand flip float gather "
    "grad grad_fn index_select int is_leaf log long masked_fill matmul mm mul mul_ narrow norm numel permute "
    "pow relu requires_grad requires_grad_ retain_grad rows scatter sigmoid softmax split sqrt sub sub_ t tanh tile "
    "to unbind unfold unsqueeze view where zero_ get_shape numpy assign assign_add assign_sub read_value"
)

# Functions that reading understands.
IMPORTERS = words(
    "builtins.__import__ importlib.__import__ importlib.import_module importlib._bootstrap._gcd_import pydoc.locate "
    "pkgutil.resolve_name sys.modules.get sys.modules.pop sys.modules.setdefault sys.modules.__getitem__"
)
EVALUATORS = words(
    "builtins.exec builtins.eval builtins.compile IPython.shell.run_cell IPython.shell.ex IPython.shell.ev "
    "IPython.shell.safe_execfile IPython.shell.run_code"
)
# Where code runs what a string says, it matters whether all the strings are known.
DYNAMIC = words(
    "exec eval compile __import__ importlib import_module getattr globals locals vars modules __dict__ builtins "
    "__builtins__ get_ipython locate resolve_name __globals__"
)
# Calls that hand on what they are given, or something that contains it.
PASSING = words(
    "builtins.list builtins.tuple builtins.sorted builtins.reversed builtins.iter builtins.enumerate builtins.zip "
    "builtins.frozenset builtins.filter builtins.dict copy.copy copy.deepcopy collections.deque functools.partial "
    "collections.OrderedDict itertools.chain itertools.cycle itertools.islice itertools.tee itertools.zip_longest "
    "itertools.product itertools.starmap itertools.accumulate itertools.batched"
)
COUNTING = words("int float abs round min max sum prod ceil floor sqrt")
NAMESPACES = words("builtins.globals builtins.locals builtins.vars")
READERS = words("get pop popleft popitem setdefault")
MACHINERY = {"__builtins__": "builtins", "sys": "sys", "importlib": "importlib", "builtins": "builtins"}
SHELL = ("builtins.get_ipython", "IPython.get_ipython", "IPython.core.getipython.get_ipython")

_FOLDED = words(
    "join replace lower upper strip lstrip rstrip removeprefix removesuffix swapcase title capitalize casefold "
    "format decode encode translate"
)
_PLAIN_ENCODINGS = ("utf-8", "utf8", "ascii", "latin-1", "latin1")
_FIXED_WIDTH = re.compile(r"%[^%]*\d|%\*|:")  # in a format: the result could be any size


def only(kind: type, values: Iterable[Value]) -> list:
    """The values of one type."""
    return [value for value in values if isinstance(value, kind)]


def combine(left: Values, op: ast.operator, right: Values) -> set[Value]:
    """What `left op right` may be. LIBRARY where both sides could be numbers or arrays."""
    texts = _texts(left, op, right)
    if texts or only(Text, left) or (only(Text, right) and isinstance(op, ast.Add)):
        return texts
    found: set[Value] = set(_numbers(left, op, right))
    boxes = only(Box, left) + only(Box, right)
    if boxes:
        found |= {*boxes, *((left | right) & {Kind.DATA})}
    else:
        found |= {Kind.LIBRARY, *((left | right) & {Kind.DATA})}
    return found


def _texts(left: Values, op: ast.operator, right: Values) -> set[Value]:
    found: set[Value] = set()
    for one, other in itertools.islice(itertools.product(left, right), MOST_TEXTS):
        match one, op, other:
            case Text(a), ast.Add(), Text(b) if len(a) + len(b) <= LONGEST_TEXT:
                found.add(Text(a + b))
            case Text(a), ast.Mod(), Text(b) | Number(b) if not _FIXED_WIDTH.search(a):
                try:
                    found.add(Text((a % b)[:LONGEST_TEXT]))
                except (TypeError, ValueError, OverflowError):
                    continue  # it fails when it runs, too
            case (Text(a), ast.Mult(), Number(b)) | (Number(b), ast.Mult(), Text(a)) if len(a) * b <= LONGEST_TEXT:
                found.add(Text(a * b))
    return found


def _numbers(left: Values, op: ast.operator, right: Values) -> Iterator[Number]:
    """Small whole numbers, for what strings are made of: character codes and positions."""
    pairs = itertools.product(only(Number, left), only(Number, right))
    for one, other in itertools.islice(pairs, MOST_TEXTS):
        match op:
            case ast.Add():
                result = one.number + other.number
            case ast.Sub():
                result = one.number - other.number
            case ast.Mult():
                result = one.number * other.number
            case ast.BitXor():
                result = one.number ^ other.number
            case _:
                continue
        if abs(result) < 0x110000:
            yield Number(result)


def slice_text(text: str, bounds: list[int | None]) -> str | None:
    """`text[start:stop:step]`, or the one character where `bounds` is one index; None where that fails."""
    try:
        return text[bounds[0]] if len(bounds) == 1 else text[slice(*bounds)]
    except (IndexError, ValueError, TypeError):
        return None


def fold_method(text: str, method: str, arguments: list[str | int | list[str]]) -> str | None:
    """What a string's method returns for known arguments; None where that is no string, or too long."""
    if method not in _FOLDED or len(text) > LONGEST_TEXT:
        return None
    if method in ("encode", "decode"):  # bytes are read as if they were text
        return text if all(item in _PLAIN_ENCODINGS for item in arguments) else None
    if method == "format" and _FIXED_WIDTH.search(text):
        return None
    try:
        result = getattr(text, method)(*arguments)
    except (TypeError, ValueError, LookupError, AttributeError):
        return None
    return result if isinstance(result, str) and len(result) <= LONGEST_TEXT else None
