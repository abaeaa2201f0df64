"""The agent: runs inside the student's kernel and answers the examiner's requests.

The examiner does not trust it. A student who patches, replaces or kills it gains nothing, because it only sends data,
which the examiner compares with the reference. It holds no secrets: neither the reference nor hidden checks.

The examiner asks `{"id", "op", "target", "args", "kwargs"}` and gets `{"id", "value", "changed"}` or `{"id", "error"}`.
"""

import builtins
import contextlib
import linecache
import operator
import signal
import socket
import sys
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from typing import Any

from IPython import get_ipython

from autograder.benches.setup_names import SetupNames
from autograder.checking.wire import Channel, Decoder, Encoder, Unsendable, is_tracked

_VIEWS = {dict: "dict", OrderedDict: "dict", defaultdict: "dict", list: "list"}


class GraphMode(Exception):
    """The student's code has switched off eager execution: tensors have no values now, so nothing can be checked."""


class Agent:
    """Serves one examiner over a channel, on the objects of `namespace` (the notebook's own)."""

    def __init__(self, channel: Channel, namespace: dict[str, Any]):
        self._channel = channel
        self._namespace = namespace
        self._setup = SetupNames(namespace)
        self._libraries = frozenset({"numpy"})
        self._objects: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}  # id(object) -> number, so that one object has one handle
        self._next = 0
        self._running = False  # whether the student's code is running; only then does SIGINT have an effect

    def serve(self) -> None:
        """Answer requests until the grader sends `leave`. At the `end` of a check, forget the objects that it used."""
        before = signal.signal(signal.SIGINT, self._interrupt)
        try:
            while True:
                request, body = self._channel.receive()
                match request["op"]:
                    case "leave":
                        return
                    case "end":
                        self.forget()
                    case _:
                        self.answer(request, body)
        finally:
            signal.signal(signal.SIGINT, before)
            self.forget()

    def expect(self, setup_cells: list[str]) -> None:
        """Evaluate expressions with what these cells will define, whatever becomes of their names later."""
        self._setup.expect(setup_cells)
        shell = get_ipython()
        shell.events.register("post_run_cell", lambda run: run.success and self._setup.learn(run.info.raw_cell))

    def forget(self) -> None:
        """Forget the objects that have handles."""
        self._objects.clear()
        self._numbers.clear()

    def _interrupt(self, signum: int, frame: Any) -> None:
        if self._running:
            raise KeyboardInterrupt

    # --- requests ---

    def answer(self, request: dict, body: bytes) -> None:
        """Do what a request asks, and send the answer."""
        number = request["id"]
        try:
            decoder = Decoder(body, lambda kind, number, name: self._objects[number], writable=True)
            target, args, kwargs = (decoder.decode(request[key]) for key in ("target", "args", "kwargs"))
            with self._students_code():
                result = self._perform(request["op"], target, args, kwargs)
            received = zip(map(_data, decoder.arrays), decoder.originals, strict=True)
            changed = [[index, array] for index, (array, original) in enumerate(received) if not _same(array, original)]
            view = _view(result) if request["op"] in ("getattr", "getitem") else None
            self._reply(number, result, changed, view)
        except BaseException as fault:
            self._channel.send({"id": number, "error": describe(fault)})

    def _perform(self, op: str, target: Any, args: list, kwargs: dict) -> Any:
        match op:
            case "begin":  # a check, which can receive these libraries' arrays and needs these names
                libraries, names = args
                self._libraries = frozenset(libraries)
                tensorflow = sys.modules.get("tensorflow") if "tensorflow" in libraries else None
                # A package that is only named, because the question forbids it, has no version.
                if hasattr(tensorflow, "__version__") and not tensorflow.executing_eagerly():
                    raise GraphMode
                return {name: value for name in names if callable(value := self._namespace.get(name))}
            case "get":
                if target not in self._namespace and not hasattr(builtins, target):
                    raise NameError(f"name '{target}' is not defined")
                return self._namespace[target] if target in self._namespace else getattr(builtins, target)
            case "eval":
                return self._setup.evaluate(target)
            case "call":
                return target(*args, **kwargs)
            case "getattr":
                return getattr(target, *args)
            case "setattr":
                setattr(target, *args)
            case "keys":
                return list(target)
            case "length":
                return len(target)
            case "insert":
                target.insert(*args)
            case _:  # getitem, setitem, delitem and arithmetic, by their names in the operator module
                return getattr(operator, op)(target, *args)
        return None

    @contextlib.contextmanager
    def _students_code(self) -> Iterator[None]:
        self._running = True
        try:
            yield
        finally:
            self._running = False

    # --- values ---

    def _reply(self, number: int, result: Any, changed: list, view: str | None) -> None:
        encoder = Encoder(self._handle, self._libraries)
        value = ["view", self._number(result), view] if view else encoder.encode(result)
        try:
            self._channel.send({"id": number, "value": value, "changed": encoder.encode(changed)}, encoder.parts)
        except Unsendable:  # too large to send: it stays here, and the examiner gets a handle
            self._channel.send({"id": number, "value": self._handle(result), "changed": ["list"]})

    def _handle(self, value: Any) -> list:
        return ["handle", self._number(value), type(value).__name__[:40]]

    def _number(self, value: Any) -> int:
        if id(value) not in self._numbers:
            self._next += 1
            self._numbers[id(value)] = self._next
            self._objects[self._next] = value
        return self._numbers[id(value)]


def _view(value: Any) -> str | None:
    """What an attribute of an object is shown as, if it is a container that can be changed."""
    kind = type(value)
    return _VIEWS.get(kind) or next((like.__name__ for like in (dict, list) if is_tracked(kind, like)), None)


def _data(array: Any) -> Any:
    """The array; of a tensor that was made to require gradients, what is in it."""
    return array.detach() if _library(array) == "torch" else array


def _same(array: Any, original: Any) -> bool:
    values = array if _library(array) == "numpy" else array.numpy()
    return values.shape == original.shape and values.tobytes() == original.tobytes()


def _library(array: Any) -> str:
    """The package that an array's class is from. (To list a tensor's attributes takes a millisecond.)"""
    return type(array).__module__.partition(".")[0]


def describe(fault: BaseException) -> dict[str, Any]:
    """Describe an exception for the examiner: its type, its text, and the line of the student's code."""
    line = None
    step = fault.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if "ipykernel_" in file:  # the file name that ipykernel gives to a notebook's cells
            line = linecache.getline(file, step.tb_lineno).strip()[:200]
        step = step.tb_next
    known = [kind.__name__ for kind in type(fault).__mro__ if getattr(builtins, kind.__name__, None) is kind]
    try:
        text = str(fault)[:500]
    except Exception as worse:
        text = f"(its text could not be read: {type(worse).__name__})"
    return {"type": type(fault).__name__[:40], "known": known[0], "text": text, "line": line}


_connected: list[Agent] = []


def connect(descriptor: int, namespace: dict[str, Any], body_bytes: int) -> None:
    """Create this kernel's agent, on the socket that the kernel was started with."""
    _connected.append(Agent(Channel(socket.socket(fileno=descriptor), body_bytes), namespace))


def connected() -> Agent:
    """This kernel's agent."""
    return _connected[0]
