"""Stand-ins: the examiner's proxies for the student's functions, classes and objects.

A stand-in forwards calls, attributes, indexing and arithmetic to the bench and returns data. Operations that Python
would otherwise answer silently and wrongly (truth, equality, iteration, subclassing, ...) raise `StandInMisused`.
"""

import builtins
import contextlib
import itertools
from collections.abc import Callable, Iterable, Iterator, MutableMapping, MutableSequence, Sequence
from typing import Any

import numpy as np

from autograder.benches.deadline import Deadline
from autograder.checking.wire import (
    Channel,
    Decoder,
    Encoder,
    Unsendable,
    WireError,
    loaded_libraries,
)
from coursekit.checking import plain


class StandInMisused(TypeError):
    """A check used a stand-in where data is needed: the student returned an object, or the check is wrong."""


class StudentError(Exception):
    """The student's code raised an exception. `type` is its name, `line` the line of the student's code, if known.

    It is also an instance of the builtin exception that was raised, so that checks can expect, say, a ValueError.
    """

    def __init__(self, type: str, text: str, line: str | None):
        super().__init__(f"{type}: {text}")
        self.type, self.text, self.line = type, text, line


class Refused(WireError):
    """A check needs a function or class that is not called again, because it crashed or hung. The message names it."""


_CATCHABLE = (AttributeError, TypeError, ValueError, KeyError, IndexError, NameError, NotImplementedError)
_CATCHABLE += (ZeroDivisionError, AssertionError, RuntimeError)
_ERRORS = {base.__name__: type(f"Student{base.__name__}", (StudentError, base), {}) for base in _CATCHABLE}


# Exceptions of libraries and of ours that messages name.
_LIBRARY_ERRORS = frozenset({
    "ForbiddenCall", "GraphMode", "LinAlgError", "InvalidArgumentError", "ResourceExhaustedError", "UnimplementedError",
    "FailedPreconditionError", "OutOfRangeError", "NotFoundError", "InternalError", "OperatorNotAllowedInGraphError",
    "OutOfMemoryError",
})  # fmt: skip

_numbers = itertools.count(1)  # of requests; unique, because a bench may still answer an old request


class BenchConnection:
    """The examiner's end of the connection to one bench.

    `pids`: the processes that work on a check, for its deadline. `fault`: the first fault of the connection itself; no
    check passes after one. `asked`: the student's name through which the last request reached its object, if any.
    """

    def __init__(self, channel: Channel, pids: Sequence[int | None] = ()):
        self._channel, self._pids = channel, pids
        self.fault: WireError | None = None
        self.asked: str | None = None
        self._refused: frozenset[str] = frozenset()
        self._roots: dict[
            int, str | None
        ] = {}  # number of an object -> the student's name through which it was reached
        self._changes: dict[int, tuple[Any, Any]] = {}  # id(argument) -> the argument, and the changed one

    def begin(self, seconds: float, refused: Iterable[str] = (), names: Sequence[str] = ()) -> dict[str, "StandIn"]:
        """Start a check, with `seconds` for all its requests together. `refused`: names that it must not call.

        Returns stand-ins for those of `names` that are functions or classes, which most names are: one request for all.
        """
        self.fault = None
        self._refused = frozenset(refused)
        self._roots.clear()
        self._changes.clear()
        self._channel.discard()
        self._channel.deadline = Deadline(seconds, *self._pids)
        given = self.request("begin", args=[sorted(loaded_libraries()), list(names)])
        found = given if type(given) is dict else {}
        functions = {name: found[name] for name in names if type(found.get(name)) is StandIn}
        self._roots.update((function._number_, name) for name, function in functions.items())
        return functions

    def end(self) -> None:
        """End a check: the bench forgets the objects that have handles."""
        self._channel.deadline = Deadline(5, *self._pids)
        with contextlib.suppress(WireError):  # a dead bench has nothing to forget
            self._channel.send({"op": "end"})

    def request(self, op: str, target: Any = None, args: Any = (), kwargs: Any = None) -> Any:
        """Have the bench do `op`; returns data or a stand-in. Raises `StudentError` if the student's code raises."""
        if self.fault is not None:
            raise self.fault
        self.asked = self._root(op, target, args)
        if self.asked in self._refused and op != "get":
            self.fault = Refused(self.asked)
            raise self.fault
        number = next(_numbers)
        encoder = Encoder(_as_handle, loaded_libraries())
        trees = {key: encoder.encode(value) for key, value in (("target", target), ("args", list(args)))}
        trees["kwargs"] = encoder.encode(kwargs or {})
        arrays = encoder.arrays
        try:
            self._channel.send({"id": number, "op": op, **trees}, encoder.parts)
            while True:
                reply, body = self._channel.receive()
                if type(reply) is not dict:
                    raise WireError("a message of unknown form")
                if reply.get("id") == number:
                    return self._result(reply, body, arrays)
                # else it is the late answer to a request of an earlier check that timed out: ignored
        except WireError as fault:
            if not isinstance(fault, Unsendable):
                self.fault = fault
            raise

    def _root(self, op: str, target: Any, args: Any) -> str | None:
        """The student's name through which a request reaches its object: `Scalar` for a method of an instance."""
        if op in ("get", "eval"):
            return str(target)
        numbers = [value._number_ for value in (target, *args) if type(value) is StandIn]
        return self._roots.get(numbers[0]) if numbers else None

    def _result(self, reply: dict, body: bytes, arrays: list) -> Any:
        if "error" in reply:
            raise _student_error(reply["error"])
        decoder = Decoder(body, self._stand_in)
        value = decoder.decode(reply.get("value"))
        changed = decoder.decode(reply.get("changed"))
        decoder.finish()
        for entry in changed if type(changed) is list else [None]:
            self._note_change(entry, arrays)
        return value

    def _note_change(self, entry: Any, arrays: list) -> None:
        """Store how the student's code changed an argument, as the bench reports. The argument stays the same."""
        match entry:
            case [int(index), array] if 0 <= index < len(arrays) and type(array) is type(arrays[index]):
                original = arrays[index]
                if array.shape != original.shape or array.dtype != original.dtype:
                    raise StudentError("ValueError", "an argument changed its shape or dtype", None)
                self._changes[id(original)] = original, array
            case _:
                raise WireError("a message of unknown form")

    @contextlib.contextmanager
    def arguments_as_left(self) -> Iterator[None]:
        """While active, arguments show the changes that the student's code made in place.

        Outside the context they do not, because code that could change a check's inputs would choose what its answer is
        compared with.
        """
        kept = []
        try:
            for original, array in self._changes.values():
                if (memory := _memory(original)) is not None:
                    kept.append((memory, memory.copy()))
                    memory[...] = array
            yield
        finally:
            for memory, copy in reversed(kept):
                memory[...] = copy

    def _stand_in(self, kind: str, number: int, name: str) -> Any:
        self._roots.setdefault(number, self.asked)
        if kind == "handle":
            return StandIn(self, number, name)
        return RemoteDict(self, number) if name == "dict" else RemoteList(self, number)


def _memory(argument: Any) -> np.ndarray | None:
    """The writable memory of an array or tensor; None if it has none."""
    if type(argument) is np.ndarray:
        return argument if argument.flags.writeable else None
    return argument.numpy() if hasattr(argument, "copy_") else None  # torch has it; TensorFlow's tensors are immutable


def _student_error(error: Any) -> StudentError:
    if type(error) is not dict:
        raise WireError("a message of unknown form")
    fields = {key: value if type(value := error.get(key)) is str else None for key in ("type", "known", "text", "line")}
    name = fields["type"] or "Exception"
    # Do not quote the name of a student's own class, which could carry a message.
    own = not hasattr(builtins, name) and name not in _LIBRARY_ERRORS
    kind = _ERRORS.get(fields["known"] or "", StudentError)
    return kind("an exception of your own" if own else name, (fields["text"] or "")[:500], fields["line"])


class StandIn:
    """Stands for one object in the student's process."""

    __slots__ = ("_connection_", "_name_", "_number_")

    def __init__(self, connection: BenchConnection, number: int, name: str):
        object.__setattr__(self, "_connection_", connection)
        object.__setattr__(self, "_number_", number)
        object.__setattr__(self, "_name_", plain.familiar(name))

    def __repr__(self) -> str:
        return f"<the student's {self._name_}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._connection_.request("call", self, args, kwargs)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # Python and NumPy look these up implicitly
            raise AttributeError(name)
        return self._connection_.request("getattr", self, [name])

    def __setattr__(self, name: str, value: Any) -> None:
        self._connection_.request("setattr", self, [name, value])

    def __getitem__(self, key: Any) -> Any:
        return self._connection_.request("getitem", self, [key])

    def __setitem__(self, key: Any, value: Any) -> None:
        self._connection_.request("setitem", self, [key, value])

    def __delitem__(self, key: Any) -> None:
        self._connection_.request("delitem", self, [key])


def _arithmetic(name: str) -> Callable:
    return lambda self, *others: self._connection_.request(name, self, others)


def _reflected(name: str) -> Callable:
    # The bench calls operator.<name>(target, *args); here the student's object is the second operand.
    return lambda self, other: self._connection_.request(name, other, [self])


def _misused(name: str) -> Callable:
    def refuse(self: StandIn, *args: Any) -> Any:
        raise StandInMisused(f"an object of class {self._name_} where data was expected ({name})")

    return refuse


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(StandIn, f"__{_name}__", _arithmetic(_name))
    setattr(StandIn, f"__r{_name}__", _reflected(_name))
for _name in ("neg", "pos", "abs"):
    setattr(StandIn, f"__{_name}__", _arithmetic(_name))
for _name in (
    *("bool", "eq", "ne", "lt", "le", "gt", "ge", "hash", "len", "iter", "next", "contains", "float", "int", "complex"),
    *("index", "array", "mro_entries", "enter", "exit", "bytes", "reduce_ex"),
):
    setattr(StandIn, f"__{_name}__", _misused(_name))
StandIn.__array_ufunc__ = None  # makes NumPy leave `array + stand_in` to the stand-in


class RemoteDict(MutableMapping):
    """A live view of a dict in a student's object: reads and writes go to the bench."""

    def __init__(self, connection: BenchConnection, number: int):
        self._stand_in = StandIn(connection, number, "dict")

    def __getitem__(self, key: str | int) -> Any:
        return self._stand_in[key]

    def __setitem__(self, key: str | int, value: Any) -> None:
        self._stand_in[key] = value

    def __delitem__(self, key: str | int) -> None:
        del self._stand_in[key]

    def __iter__(self) -> Iterator:
        keys = self._stand_in._connection_.request("keys", self._stand_in)
        if type(keys) is not list or not all(type(key) in (str, int) for key in keys):
            raise StandInMisused("a dict of the student's has keys that are neither text nor integers")
        return iter(keys)

    def __len__(self) -> int:
        return len(list(iter(self)))


class RemoteList(MutableSequence):
    """A live view of a list in a student's object."""

    def __init__(self, connection: BenchConnection, number: int):
        self._stand_in = StandIn(connection, number, "list")

    def __getitem__(self, index: int) -> Any:
        return self._stand_in[index]

    def __setitem__(self, index: int, value: Any) -> None:
        self._stand_in[index] = value

    def __delitem__(self, index: int) -> None:
        del self._stand_in[index]

    def __len__(self) -> int:
        length = self._stand_in._connection_.request("length", self._stand_in)
        if type(length) is not int or not 0 <= length <= 1_000_000:
            raise StandInMisused("a list of the student's has an impossible length")
        return length

    def insert(self, index: int, value: Any) -> None:
        self._stand_in._connection_.request("insert", self._stand_in, [index, value])


def _as_handle(value: Any) -> list:
    """The handle that is sent for a value that is not data: the number of the student's object."""
    stand_in = value if type(value) is StandIn else getattr(value, "_stand_in", None)
    if type(stand_in) is not StandIn:
        raise StandInMisused(
            f"a {type(value).__name__} cannot be sent to the student's process: make it there with remote('expression')"
        )
    return ["handle", stand_in._number_, stand_in._name_]
