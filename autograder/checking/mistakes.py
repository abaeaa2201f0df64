"""Finds the mistake in an answer that failed a check: the known mistake with the same values for the same inputs.

A check compares values that the student's answer returned. After it has failed, the examiner forks, and the copy runs
the check again, with the same inputs, on one known mistake after the other, each until a value differs from the
student's. It runs them in its own process, with an agent as in a bench. Whatever known mistakes do there, which may
loop or crash, ends with the copy; nothing of it reaches the student's process, and no score depends on it.
"""

import json
import os
import select
import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from autograder.benches import linux
from autograder.benches.agent import Agent
from autograder.checking.standins import BenchConnection
from coursekit.checking import check, plain

MISTAKE_SECONDS = 0.5  # of processor time, for a single known mistake
PROCESSOR_SECONDS, LONGEST_SECONDS = 5, 20.0  # of the copy
MOST_BYTES = 50_000_000  # of the values that one check compares
ROUND, PATTERN = 8, 8  # numbers of which ROUND times is whole tell nothing, unless there are PATTERN, not all equal

Known = tuple[str, list[str], list[str]]  # a mistake's name, the checks that it loses, the code of its cells
Value = tuple[str, Any]  # a text, or the place of an array in a result with the array
Rerun = Callable[[BenchConnection], None]  # runs the check again over this connection


class Mistakes:
    """The known mistakes of one notebook.

    Parameters
    ----------
    known
        All of them.
    reference
        Runs setup and the reference's answers, and returns the namespace in which they ran.
    """

    def __init__(self, known: Iterable[Known], reference: Callable[[], dict[str, Any]]):
        self._by_check: dict[str, list[tuple[str, list[str]]]] = {}
        for name, loses, cells in known:
            for lost in loses:
                self._by_check.setdefault(lost, []).append((name, cells))
        self._run_reference = reference
        self._namespace: dict[str, Any] | None = None

    def that_fit(
        self, grade_id: str, suspects: Collection[str] | None, values: "Values", rerun: Rerun
    ) -> list[str] | None:
        """The names of the known mistakes that give these values in a failed check; None if the values tell nothing.

        suspects: the names of those to try; None for all that lose this check.
        """
        known = [one for one in self._by_check.get(grade_id, ()) if suspects is None or one[0] in suspects]
        if not known:
            return []
        try:
            if self._namespace is None:
                self._namespace = self._run_reference()
            return _in_a_copy(lambda: self._fitting(known, values, rerun))
        except Exception:  # no memory for it, say: the score stands without a name
            return None

    def _fitting(self, known: list[tuple[str, list[str]]], values: "Values", rerun: Rerun) -> list[str] | None:
        right = Values()
        with right.watched():
            rerun(BenchConnection(_Here(self._namespace)))
        if not values.tell(right):
            return None
        return [name for name, cells in known if self._gives(values, cells, rerun)]

    def _gives(self, values: "Values", cells: list[str], rerun: Rerun) -> bool:
        before = dict(self._namespace)
        follower = _Follower(values)
        check.let_watch(follower.follow)
        try:
            with _limited(MISTAKE_SECONDS):
                for cell in cells:
                    exec(cell, self._namespace)
                rerun(BenchConnection(_Here(self._namespace)))
        except (Exception, SystemExit, _TooSlow):  # it does not even run by itself
            return False
        finally:
            check.let_watch(None)
            self._namespace.clear()
            self._namespace.update(before)
        return follower.arrived


class Values:
    """What the student's answer returned to one check, in the order in which the check compared it."""

    def __init__(self) -> None:
        self.seen: list[Value] = []
        self._bytes = 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While active, each value that is compared is added."""
        check.let_watch(self._add)
        try:
            yield
        finally:
            check.let_watch(None)

    def tell(self, right: "Values") -> bool:
        """Whether a number differs from the right one, and is not such as many mistakes give."""
        for (place, value), (right_place, right_value) in zip(self.seen, right.seen, strict=False):
            if place != right_place:
                return False
            if not _same(value, right_value):
                return isinstance(value, np.ndarray) and _is_special(value, right_value)
        return False

    def _add(self, got: Any) -> None:
        with suppress(Exception):  # no memory, say: the check goes on
            for place, value in _parts(got):
                self._bytes += getattr(value, "nbytes", 0)
                if self._bytes <= MOST_BYTES:
                    self.seen.append((place, np.array(value) if isinstance(value, np.ndarray) else value))


class _Differs(BaseException):
    """A known mistake gives another value than the student's answer."""


class _TooSlow(BaseException):
    """A known mistake takes too much time."""


class _Follower:
    """Compares the values of a known mistake with the student's, one after the other."""

    def __init__(self, values: Values):
        self._waiting = list(reversed(values.seen))
        self._differs = False

    @property
    def arrived(self) -> bool:
        """Whether all of the student's values have been met, and no others."""
        return not self._differs and not self._waiting

    def follow(self, got: Any) -> None:
        for place, value in _parts(got):
            if self._differs or not self._waiting:
                self._differs = True
                raise _Differs
            wanted_place, wanted = self._waiting.pop()
            if place != wanted_place or not _same(value, wanted):
                self._differs = True
                raise _Differs


class _Here:
    """A channel to an agent in this process, which answers at once."""

    deadline: float | None = None

    def __init__(self, namespace: dict[str, Any]):
        self._agent = Agent(self, namespace)
        self._reply: tuple[Any, bytes] = ({}, b"")

    def send(self, header: Any, parts: Iterable[bytes] | None = None) -> None:
        body = b"".join(parts or [])
        match header.get("op"):
            case None:  # the agent's answer
                self._reply = header, body
            case "end":
                self._agent.forget()
            case _:
                self._agent.answer(header, body)

    def receive(self) -> tuple[Any, bytes]:
        return self._reply

    def discard(self) -> None:
        """Nothing is left unread."""


# --- values -----------------------------------------------------------------------------------------------------


def _parts(got: Any) -> Iterator[Value]:
    """The arrays and numbers in a value, each with its place; of anything else, what it is."""
    if plain.kind_of(got) is not None:
        yield "", plain.to_array(got)
    elif type(got) is dict and all(type(key) is str for key in got):
        for key in sorted(got):
            for place, value in _parts(got[key]):
                yield f"{key}/{place}", value
    elif type(got) in (list, tuple):  # a view of the student's list would ask the bench
        for index, entry in enumerate(tuple(got)):
            for place, value in _parts(entry):
                yield f"{index}/{place}", value
    else:
        yield f"{plain.describe(got)}", None


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal; floats up to rounding, which differs from one way of writing to another."""
    if not (isinstance(one, np.ndarray) and isinstance(other, np.ndarray)):
        return one is None and other is None
    if one.shape != other.shape or one.dtype.kind != other.dtype.kind:
        return False
    if one.dtype.kind not in "fc" or one.size == 0:
        return bool(np.array_equal(one, other))
    coarse = max(np.finfo(one.dtype).eps, np.finfo(other.dtype).eps)
    finite = np.isfinite(other)
    if not np.array_equal(one[~finite], other[~finite], equal_nan=True) or not finite.any():
        return bool(np.array_equal(one, other, equal_nan=True))
    size = float(np.abs(other[finite]).max())
    return bool((np.abs(one[finite] - other[finite]) <= coarse**0.6 * size).all())  # 4e-10 for float64


def _is_special(value: np.ndarray, right: Any) -> bool:
    """Whether a wrong value is none that many mistakes give: a number that is no small fraction, or a pattern."""
    alike = isinstance(right, np.ndarray) and value.shape == right.shape
    differing = value[value != right] if alike else value.ravel()
    scaled = np.abs(differing[np.isfinite(differing)].astype(np.float64)) * ROUND
    return bool((np.abs(scaled - np.rint(scaled)) > 1e-6).any()) or (
        value.size >= PATTERN and len(np.unique(value)) > 1
    )


# --- the copy ---------------------------------------------------------------------------------------------------


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise `_TooSlow` in this block after so many seconds of processor time; what catches it sees it again."""

    def ring(signum: int, frame: Any) -> None:
        raise _TooSlow

    signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _in_a_copy(work: Callable[[], list[str] | None]) -> list[str] | None:
    """The result of `work`, done in a copy of this process; None if it did not come to its end."""
    reading, writing = os.pipe()
    if (copy := os.fork()) == 0:
        try:
            os.close(reading)
            linux.die_with_parent()  # it holds the connection to the bench
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            signal.setitimer(signal.ITIMER_PROF, PROCESSOR_SECONDS)  # its signal ends the copy
            os.write(writing, json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(writing)
    try:
        return json.loads(_all_from(reading, time.monotonic() + LONGEST_SECONDS) or "null")
    except ValueError:
        return None
    finally:
        os.close(reading)
        os.kill(copy, signal.SIGKILL)  # it is still there until it is waited for
        os.waitpid(copy, 0)


def _all_from(descriptor: int, deadline: float) -> bytes:
    data = b""
    while select.select([descriptor], [], [], max(deadline - time.monotonic(), 0))[0]:
        if not (chunk := os.read(descriptor, 65536)):
            return data
        data += chunk
    return b""
