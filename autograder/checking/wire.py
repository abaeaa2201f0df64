"""The protocol between the examiner and the bench, which carries only data.

A frame is two lengths, a JSON header (the message) and a body (the bytes of its arrays, in order). None, bool, int,
float and str stand for themselves in the header; everything else is a list that begins with its kind:

    ["list" | "tuple", item, ...]      ["dict", [key, value], ...]     ["bytes", length]
    ["complex", real, imaginary]       ["scalar", dtype]               ["array", library, dtype, [dim, ...]]
    ["handle", number, type name]      ["view", number, "dict" | "list"]

There is no pickle, and no object of the sender is ever recreated on the other side. A value that is not data is sent as
a *handle*, the number of an object that stays in the sender's process. Decoding trusts nothing, because either side may
be lied to: every size is limited, and anything unexpected is a `WireError`.
"""

import contextlib
import json
import math
import re
import socket
import struct
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.benches.deadline import Deadline
from coursekit.checking import plain

HEADER_BYTES = 256 * 1024
NODES = 10_000
DEPTH = 16
INTEGER_KEYS = 1_000  # a dict with more could have colliding keys and take seconds to build
DIMENSIONS = 16
ALIGNMENT = 16
_LENGTHS = struct.Struct(">IQ")
_DTYPE = re.compile(r"[?biufc]\d{0,2}")
_LONGEST_INT = 2**63


class WireError(Exception):
    """A received message is malformed or over a limit, or a value cannot be sent."""


class WireClosed(WireError):
    """The other side has closed the connection."""


class WireTimeout(WireError):
    """The other side did not answer in time. `torn`: in the middle of a message, so the connection is unusable."""

    def __init__(self, *, torn: bool = False):
        super().__init__("no answer in time")
        self.torn = torn


class Unsendable(WireError):
    """A value that is not data and cannot be sent as a handle either."""


# --- values to trees ---------------------------------------------------------------------------------------------


class Encoder:
    """Turns values into trees and collects the bytes of their arrays.

    `handle(value)` returns the tree for an object that is not data; it may raise `Unsendable`. Containers that are too
    deep, too large or have other keys than text and integers count as objects. `arrays`: the encoded arrays, in order.
    """

    def __init__(self, handle: Callable[[Any], list], libraries: frozenset[str] = frozenset({"numpy"})):
        self._handle = handle
        self._libraries = libraries
        self._nodes = 0
        self.arrays: list[Any] = []
        self.parts: list[bytes] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        mark = self._nodes, len(self.arrays), len(self.parts)
        try:
            return self._encode(value, depth)
        except _TooMuch:
            self._nodes = mark[0] + 1
            del self.arrays[mark[1] :], self.parts[mark[2] :]
            if depth:
                raise  # the outermost container becomes a handle, not one of its items
            return self._handle(value)

    def _encode(self, value: Any, depth: int) -> Any:
        self._nodes += 1
        if self._nodes > NODES or depth > DEPTH:
            raise _TooMuch
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is str:
            if len(value) > HEADER_BYTES // 8:
                raise _TooMuch
            return value
        if kind is int:
            return value if -_LONGEST_INT <= value < _LONGEST_INT else self._handle(value)
        if kind is complex:
            return ["complex", value.real, value.imag]
        if kind is bytes:
            self._add(value)
            return ["bytes", len(value)]
        if kind is list or is_tracked(kind, list):
            return ["list", *(self.encode(item, depth + 1) for item in value)]
        if kind is tuple or (issubclass(kind, tuple) and hasattr(kind, "_fields")):
            return ["tuple", *(self.encode(item, depth + 1) for item in value)]
        if kind in (dict, OrderedDict, defaultdict) or is_tracked(kind, dict):
            # NumPy's integers become Python's, which a dict does not distinguish: {np.int64(8): …}[8] works.
            keys = [int(key) if isinstance(key, np.integer) else key for key in value]
            if all(type(key) is str or (type(key) is int and abs(key) < _LONGEST_INT) for key in keys):
                return ["dict", *([key, self.encode(value[key], depth + 1)] for key in keys)]
            return self._handle(value)
        if isinstance(value, np.generic) and _sendable(value.dtype):
            self._add(value.astype(value.dtype.newbyteorder("=")).tobytes())
            return ["scalar", value.dtype.newbyteorder("=").str[1:]]
        library = _library_of(value)
        if library in self._libraries:
            return self._array(value, library)
        return self._handle(value)

    def _array(self, value: Any, library: str) -> list:
        try:
            array = value if library == "numpy" else value.numpy()
        except (RuntimeError, TypeError):  # a layout or dtype that NumPy does not have
            return self._handle(value)
        # A tensor of one text is bytes in NumPy.
        if type(array) is bytes or not _sendable(array.dtype) or array.ndim > DIMENSIONS:
            return self._handle(value)
        array = array.astype(array.dtype.newbyteorder("="), copy=False)
        self.arrays.append(value)
        self._add(array.tobytes())
        return ["array", library, array.dtype.str[1:], list(array.shape)]

    def _add(self, data: bytes) -> None:
        self.parts += [data, b"\0" * (-len(data) % ALIGNMENT)]


class _TooMuch(Exception):
    """A container is over a message's limits."""


def _sendable(dtype: np.dtype) -> bool:
    # Dtypes that a package adds to NumPy (`isbuiltin` 2), such as float8, are not known on the other side.
    return dtype.kind in "?biufc" and dtype.itemsize <= 16 and dtype.fields is None and dtype.isbuiltin != 2


def is_tracked(kind: type, builtin: type) -> bool:
    """Whether this is Keras's own kind of list or dict, which a model puts in the place of one that it is given."""
    return kind.__module__ == "keras.src.utils.tracking" and issubclass(kind, builtin)


def _library_of(value: Any) -> str | None:
    """The library of a plain array: exactly its array class, on the CPU, without a gradient. None for other values."""
    kind = type(value)
    if kind is np.ndarray:
        return "numpy"
    torch = sys.modules.get("torch")
    if torch is not None and kind is torch.Tensor:
        is_data = value.device.type == "cpu" and value.layout is torch.strided and not value.requires_grad
        return "torch" if is_data else None
    # Variables, which change, and ragged, sparse and symbolic tensors are of other classes.
    return "tensorflow" if kind is plain.eager_tensor() and value.dtype.is_numpy_compatible else None


def loaded_libraries() -> frozenset[str]:
    """The array libraries that this process has imported, whose arrays it can receive by value."""
    return frozenset(library for library in ("numpy", "torch", "tensorflow") if library in sys.modules)


# --- trees to values ---------------------------------------------------------------------------------------------


class Decoder:
    """Turns trees back into values and checks every step. `handle(kind, number, name)` returns the value of a handle.

    Arrays are read-only unless `writable`. `arrays`: the decoded arrays, in the sender's order. `originals`: their
    contents as received, to find out later whether they were changed.
    """

    def __init__(self, body: bytes, handle: Callable[[str, int, str], Any], *, writable: bool = False):
        self._body = body
        self._handle = handle
        self._writable = writable
        self._offset = 0
        self._nodes = 0
        self.arrays: list[Any] = []
        self.originals: list[np.ndarray] = []

    def decode(self, tree: Any, depth: int = 0) -> Any:
        self._nodes += 1
        if self._nodes > NODES or depth > DEPTH:
            raise WireError("a message with too many parts")
        if tree is None or type(tree) in (bool, float, str):
            return tree
        if type(tree) is int:
            if not -_LONGEST_INT <= tree < _LONGEST_INT:
                raise WireError("an integer of more than 64 bits")
            return tree
        match tree:
            case ["list", *items]:
                return [self.decode(item, depth + 1) for item in items]
            case ["tuple", *items]:
                return tuple(self.decode(item, depth + 1) for item in items)
            case ["dict", *pairs]:
                return self._dict(pairs, depth)
            case ["complex", float(real), float(imaginary)]:
                return complex(real, imaginary)
            case ["bytes", int(length)]:
                return self._take(length)
            case ["scalar", str(name)]:
                dtype = _dtype(name)
                return np.frombuffer(self._take(dtype.itemsize), dtype)[0]
            case ["array", str(library), str(name), list(shape)]:
                return self._array(library, _dtype(name), shape)
            case ["handle" | "view" as kind, int(number), str(name)] if type(number) is int:
                return self._handle(kind, number, name)
        raise WireError("a message of unknown form")

    def finish(self) -> None:
        """Raise `WireError` unless the whole body has been used."""
        if self._offset != len(self._body):
            raise WireError("a message with bytes left over")

    def _dict(self, pairs: list, depth: int) -> dict:
        result: dict[str | int, Any] = {}
        numbers = 0
        for pair in pairs:
            if type(pair) is not list or len(pair) != 2 or type(pair[0]) not in (str, int):
                raise WireError("a dict with keys that are neither text nor integers")
            numbers += type(pair[0]) is int
            if numbers > INTEGER_KEYS or pair[0] in result:
                raise WireError("a dict with repeated keys or too many integer keys")
            result[pair[0]] = self.decode(pair[1], depth + 1)
        return result

    def _array(self, library: str, dtype: np.dtype, shape: list) -> Any:
        if len(shape) > DIMENSIONS or not all(type(n) is int and 0 <= n < _LONGEST_INT for n in shape):
            raise WireError("an array of impossible shape")
        size = math.prod(shape) * dtype.itemsize
        if size > len(self._body):
            raise WireError("an array larger than its message")
        original = np.frombuffer(self._take(size), dtype)
        if dtype.kind == "b":
            original = original.view(np.uint8) != 0  # a received boolean may be any byte, but NumPy expects 0 or 1
            original.flags.writeable = False
        try:
            original = original.reshape(shape)
        except ValueError:  # an empty array with a huge dimension
            raise WireError("an array of impossible shape") from None
        array = original.copy() if self._writable or library != "numpy" else original
        if library != "numpy":
            array = _from_numpy(array, library)
        self.originals.append(original)
        self.arrays.append(array)
        return array

    def _take(self, length: int) -> bytes:
        padded = length + -length % ALIGNMENT
        if length < 0 or self._offset + padded > len(self._body):
            raise WireError("a message that is shorter than it says")
        data = self._body[self._offset : self._offset + length]
        self._offset += padded
        return data


def _dtype(name: str) -> np.dtype:
    if not _DTYPE.fullmatch(name):
        raise WireError("an array of unknown dtype")
    try:
        return np.dtype(name)
    except TypeError:
        raise WireError("an array of unknown dtype") from None


def _from_numpy(array: np.ndarray, library: str) -> Any:
    module = sys.modules.get(library)
    if library not in ("torch", "tensorflow") or module is None:
        raise WireError("an array of a library that is not in use here")
    try:
        return module.from_numpy(array) if library == "torch" else module.constant(array)
    except (TypeError, ValueError):
        raise WireError(f"an array of a dtype that {library} does not have") from None


# --- frames ------------------------------------------------------------------------------------------------------


class Channel:
    """Sends and receives frames, one (header, body) at a time, over a connected stream socket."""

    def __init__(self, sock: socket.socket, body_bytes: int):
        self._socket = sock
        self._body_bytes = body_bytes
        self.deadline: Deadline | None = None  # after which send and receive give up

    def send(self, header: Any, parts: list[bytes] | None = None) -> None:
        text = json.dumps(header).encode()
        body = b"".join(parts or [])
        if len(text) > HEADER_BYTES or len(body) > self._body_bytes:
            raise Unsendable(f"a value of more than {self._body_bytes // 1_000_000} MB, or of too many parts")
        data = memoryview(_LENGTHS.pack(len(text), len(body)) + text + body)
        begun = False
        while data:
            data = data[self._in_time(self._socket.send, data, begun=begun) :]
            begun = True

    def receive(self) -> tuple[Any, bytes]:
        header_length, body_length = _LENGTHS.unpack(self._read(_LENGTHS.size, begun=False))
        if header_length > HEADER_BYTES or body_length > self._body_bytes:
            raise WireError("a message over the size limit")
        text = self._read(header_length)
        body = self._read(body_length)
        try:
            return json.loads(text), body
        except (ValueError, RecursionError):
            raise WireError("a message that is not JSON") from None

    def discard(self) -> None:
        """Discard unread data, such as a late answer to an old request."""
        left = 2 * (HEADER_BYTES + self._body_bytes)
        self._socket.settimeout(0)
        with contextlib.suppress(OSError):  # no more data; a broken socket is noticed at its next use
            while left > 0 and (chunk := self._socket.recv(1 << 20)):
                left -= len(chunk)

    def _read(self, length: int, *, begun: bool = True) -> bytes:
        data = bytearray()
        while len(data) < length:
            chunk = self._in_time(self._socket.recv, min(length - len(data), 1 << 20), begun=begun or bool(data))
            if not chunk:
                raise WireClosed("the other side is gone")
            data += chunk
        return bytes(data)

    def _in_time(self, do: Callable[[Any], Any], what: Any, *, begun: bool) -> Any:
        """Do it once the socket lets it, before the deadline; `begun` says whether a part of the frame is through."""
        while self.deadline is None or (left := self.deadline.left()) > 0:
            self._socket.settimeout(None if self.deadline is None else left)
            try:
                return do(what)
            except TimeoutError:
                continue  # the deadline may have been put off
            except OSError:
                raise WireClosed("the other side is gone") from None
        raise WireTimeout(torn=begun)

    def close(self) -> None:
        self._socket.close()
