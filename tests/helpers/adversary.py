"""A bench that lies: it has the reference's own answers, but replaces every value that it sends to the examiner.

`code(turns)` goes into a cell of the notebook. From then on the agent uses these adversaries in turn, a new one each
time it begins to serve; `NOBODY` changes nothing. `LIED` prints whether the last one ever sent a wrong value: some lies
are true, such as "its input" for the Jacobian of `W x`.
"""

import re
from collections.abc import Sequence

LIED = "print(_lied)"

# Each gets the right value and the arguments of the call, and returns the lie. `_replaced` changes only numbers, texts
# and arrays, not functions, classes and the students' objects.
_CODE = '''
import sys as _sys
import types as _types
import numpy as np
from autograder.benches import agent as _agent

class _Anything:
    shape, dtype, ndim, size = (3,), np.dtype(float), 1, 3
    def __getattr__(self, name): return 1.0
    def __getitem__(self, key): return 1.0
    def __call__(self, *args, **kwargs): return 1.0
    def __len__(self): return 3
    def __sub__(self, other): return 0.0
    __rsub__ = __abs__ = __neg__ = __sub__

def _replaced(change):
    """An answer of the right form, in which every number and array is changed."""
    def answer(value, given):
        if isinstance(value, np.ndarray):
            return change(value)
        if library := _library(value):
            changed = change(_values(value))
            numbers = isinstance(changed, np.ndarray) and changed.dtype.kind in "fibc"
            return _tensor(changed, library) if numbers else changed
        if isinstance(value, (str, bytes, int, float, np.generic)):  # a text is an answer, too: what 0.5 becomes
            changed = change(np.asarray(0.5 if isinstance(value, (str, bytes)) else value))
            return changed.item() if isinstance(changed, np.ndarray) and changed.ndim == 0 else changed
        if type(value) in (tuple, list):
            return type(value)(answer(item, given) for item in value)
        if type(value) is dict:
            return {key: answer(item, given) for key, item in value.items()}
        return value
    return answer

def _zeros_by_force(value, given):
    """Zeros, and zeros in all that was sent: so that whoever compares with something made of it later agrees."""
    for array in _arrays_in(given):
        if _library(array) != "tensorflow":  # whose tensors cannot be changed
            array[...] = 0
    return _replaced(np.zeros_like)(value, given)

def _library(value):
    """The library of a tensor that has a value; None if it is none."""
    if isinstance(value, getattr(_sys.modules.get("torch"), "Tensor", ())):
        return "torch"
    known = isinstance(value, getattr(_sys.modules.get("tensorflow"), "Tensor", ()))
    return "tensorflow" if known and hasattr(value, "numpy") else None

def _values(tensor):
    return np.asarray(tensor.detach().numpy() if _library(tensor) == "torch" else tensor.numpy())

def _tensor(array, library):
    tensors = _sys.modules[library]
    return tensors.from_numpy(np.array(array)) if library == "torch" else tensors.constant(array)

def _arrays_in(value):
    if isinstance(value, np.ndarray) or _library(value):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _arrays_in(item)

def _other_kind(value):
    return value.astype(int) if value.dtype.kind == "f" else value.astype(float)

def _its_input(value, given):
    arrays = list(_arrays_in(given))
    if not arrays:
        return given[0] if given else None
    if type(value) is not tuple:
        return arrays[0]
    return tuple(arrays[(n + 1) % len(arrays)] for n in range(len(value)))  # not each at its place: that may be right

_adversaries = {
    "nobody": lambda value, given: value,
    "nothing": lambda value, given: None,
    "text": lambda value, given: "0.0",
    "an empty array": lambda value, given: np.empty(0),
    "an empty tuple": lambda value, given: (),
    "an object": lambda value, given: _Anything(),
    "its input": _its_input,
    "empty arrays": _replaced(lambda a: a[:0] if a.ndim else np.empty(0)),
    "NaN": _replaced(lambda a: np.full(a.shape, np.nan)),
    "infinities": _replaced(lambda a: np.full(a.shape, np.inf)),
    "zeros": _replaced(np.zeros_like),
    "zeros by force": _zeros_by_force,
    "ones": _replaced(np.ones_like),
    "another axis": _replaced(lambda a: a[..., None] if a.ndim else np.full(3, a)),
    "one entry": _replaced(lambda a: a.reshape(-1)[:1].reshape((1,) * a.ndim) if a.ndim else a.reshape(1, 1)),
    "lists": _replaced(lambda a: a.tolist() if a.ndim else [a.item()]),
    "texts": _replaced(str),
    "complex numbers": _replaced(lambda a: a.astype(complex)),
    "Python objects": _replaced(lambda a: a.astype(object) if a.ndim else np.array([a.item()], object)),
    "the other kind of numbers": _replaced(_other_kind),
    "truth values": _replaced(lambda a: a.astype(bool)),
    "handles": _replaced(lambda a: _Anything()),
}

_lied = False

def _same(one, other):
    if type(one) is not type(other):
        return False
    if _library(one):
        return one.dtype == other.dtype and _same(_values(one), _values(other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, (str, bytes, int, float)) and one == other

def _install(cls):
    serve, perform = cls.serve, cls._perform

    def new_serve(self):
        global _lied
        _lied = False
        self.adversary = _adversaries[next(_turns)]
        return serve(self)

    def new_perform(self, op, target, args, kwargs):
        value = perform(self, op, target, args, kwargs)
        if op in ("begin", "setattr", "setitem", "delitem", "insert", "keys", "length"):
            return value
        if isinstance(value, (type, _types.FunctionType, _types.MethodType)):
            return value
        if isinstance(target, _Anything):
            return value  # what it says of itself
        if type(value) in (dict, list) and op in ("getattr", "getitem"):
            return value  # a live view: its items come one by one
        global _lied
        answer = self.adversary(value, [*args, *kwargs.values()])
        _lied = _lied or self.adversary is _zeros_by_force or not _same(answer, value)
        return answer

    cls.serve, cls._perform = new_serve, new_perform

_install(_agent.Agent)
'''

ADVERSARIES = re.findall(r'^    "(.+?)": ', _CODE, re.MULTILINE)
NOBODY = ADVERSARIES[0]


def code(turns: Sequence[str]) -> str:
    """The cell for a bench in which these adversaries, by name, lie in turn."""
    return f"_turns = iter({list(turns)!r})\n{_CODE}"
