"""The examiner's process: it runs checks and never any student code.

It holds the names that the `setup` cells define, the reference solution, and a stand-in for every name that the
student's cells define. Stand-ins ask the bench over a connection that carries only data. Every check starts with
setup's names as setup left them. The process is forked from the zygote and controlled by
`autograder.checking.examiner`, in JSON over a control socket.
"""

import base64
import contextlib
import io
import json
import linecache
import os
import resource
import signal
import socket
import time
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograder.benches.deadline import Deadline
from autograder.cell_code import names_defined, names_imported, names_used, without_magics
from autograder.checking.advice import advice, own_words
from autograder.checking.mistakes import Known, Mistakes, Values
from autograder.checking.standins import (
    BenchConnection,
    Refused,
    RemoteDict,
    RemoteList,
    StandIn,
    StandInMisused,
    StudentError,
)
from autograder.checking.wire import Channel, WireClosed, WireError, WireTimeout
from autograder.errors import UserError
from autograder.results import State
from autograder.roles import Role
from coursekit.checking import check, gradients, growth, submitted

CONTROL_BYTES = 64_000_000
# Provided by the examiner, never by the student.
_PROVIDED_NAMES = {"check", "reference", "remote", "rng", "submitted_file"}


class ExaminerError(UserError):
    """The examiner could not do its work. That is an error of the run, never of the student."""


class NoExaminer(ExaminerError):
    """The examiner does not start, so no check of the notebook can run."""


check.register(StandIn, describe=lambda stand_in: f"an object of type `{stand_in._name_}`")
check.register(RemoteDict, like=dict)
check.register(RemoteList, like=list)


@dataclass
class Verdict:
    """How one check ended. `fraction` is the share of its points that is earned.

    `costs_question`: a rule was broken that costs all other checks of the question their points as well.
    `replace_bench`: the bench must be replaced. `replace_examiner`: the examiner must be replaced too: the check
    was interrupted in the middle of the examiner's own work. `culprit`: the student's function or class that crashed or
    hung, if known. `limit_reached`: the check did not run because the student's code has used up the notebook's time.
    `mistakes`: names of the known mistakes that give the values which the check compared; None if these tell nothing.
    """

    state: State
    fraction: float
    message: str
    details: str
    costs_question: bool = False
    replace_bench: bool = False
    replace_examiner: bool = False
    culprit: str | None = None
    limit_reached: bool = False
    mistakes: list[str] | None = None


class _AlarmRang(WireTimeout):
    """The examiner's own work on a check took too long."""


class _CheckRunner:
    """Runs the checks of one notebook."""

    def __init__(self, cells: list[tuple[str, str, str]], known: list[Known], message_bytes: int):
        self._message_bytes = message_bytes
        self._checks: dict[str, Any] = {}
        self._names: set[str] = set()  # names that the student's cells define
        self._names_of: dict[str, list[str]] = {}  # those of them that a check uses
        setup, answers = [], []
        for role, grade_id, code in cells:
            compiled = _compile(code, grade_id)
            if role == Role.CHECK:
                self._checks[grade_id] = compiled
            elif role == Role.SETUP:
                setup.append(compiled)
            else:
                # Checks use their own imports: the mean, for example, must come from this process's NumPy.
                self._names |= names_defined(code) - names_imported(code) - _PROVIDED_NAMES
                if role == Role.ANSWER:
                    answers.append(compiled)
        self._reference = _run_all([*setup, *answers], "reference")
        self._setup = _run_all(setup, "examiner")
        self._mistakes = Mistakes(known, lambda: _run_all([*setup, *answers], "notebook"))
        self._connection: BenchConnection | None = None
        self._pids: tuple[int | None, ...] = ()  # the processes that work on a check
        self._files: dict[str, bytes] = {}
        self._course_code = "\n".join(code for _, _, code in cells)
        self._quotable = self._course_code  # text that messages may quote

    def connect(self, sock: socket.socket, code: str, pid: int | None, files: dict[str, bytes]) -> None:
        """Use a new bench from now on, in whose process `pid` a student's `code` runs, who handed in these `files`."""
        self._files = files
        self._pids = (pid, os.getpid())
        self._connection = BenchConnection(Channel(sock, self._message_bytes), self._pids)
        self._quotable = f"{self._course_code}\n{code}"
        check.let_unchanged_see(self._connection.arguments_as_left)
        check.repeat_only(lambda text: text in self._quotable)
        growth.let_clock_be(_processor_time(pid) if pid else time.perf_counter)

    @property
    def connection(self) -> BenchConnection:
        if self._connection is None:
            raise ExaminerError("no bench has been handed over")
        return self._connection

    def check(
        self, grade_id: str, seed: int, seconds: float, refused: list[str], suspects: list[str] | None
    ) -> Verdict:
        output = io.StringIO()
        values = Values()
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
            with values.watched():
                verdict = self._check_once(grade_id, seed, seconds, refused)
            verdict.details = (verdict.details + "\n" + output.getvalue()).strip()[:20_000]
            if verdict.state is State.FAILED:
                rerun = partial(self._rerun, grade_id, seed, seconds)
                verdict.mistakes = self._mistakes.that_fit(grade_id, suspects, values, rerun)
        return verdict

    def _check_once(self, grade_id: str, seed: int, seconds: float, refused: list[str]) -> Verdict:
        before = dict(self._setup)
        try:
            return self._judge(grade_id, seed, seconds, refused)
        finally:
            self._setup.clear()
            self._setup.update(before)
            self.connection.end()

    def _rerun(self, grade_id: str, seed: int, seconds: float, connection: BenchConnection) -> None:
        """Run a check once more with another connection, in the copy of this process that looks for known mistakes."""
        self._connection = connection
        check.let_unchanged_see(connection.arguments_as_left)
        self._check_once(grade_id, seed, seconds, [])

    def _judge(self, grade_id: str, seed: int, seconds: float, refused: list[str]) -> Verdict:
        comparisons = check.comparisons()
        try:
            code = self._checks[grade_id]
            names = self._names_in(grade_id)
            functions = self.connection.begin(seconds, refused, names)
            secret = [seed, zlib.crc32(grade_id.encode())]
            gradients.compare_along(np.random.default_rng([*secret, 1]))
            self._setup.update(functions | self._values_of(name for name in names if name not in functions))
            self._setup.update(
                reference=_Reference(self._reference),
                rng=np.random.default_rng(secret),
                remote=lambda expression: self.connection.request("eval", expression),
                submitted_file=lambda name: submitted.content(name, self._files.get(name)),
            )
            with self._alarm(seconds + 1):  # for work in this process; requests to the bench have their own limit
                exec(code, self._setup)
        except check.PartialCredit as partial:
            verdict = Verdict(State.FAILED, min(max(float(partial.fraction), 0.0), 1.0), str(partial), "")
        except check.RuleBroken as broken:
            verdict = Verdict(State.FORBIDDEN, 0.0, str(broken), "", costs_question=True)
        except check.CheckFailed as failure:
            verdict = Verdict(State.FAILED, 0.0, str(failure), "")
        except StudentError as error:
            verdict = _raised(error, self._quotable)
        except StandInMisused as misuse:
            verdict = Verdict(State.FAILED, 0.0, f"Your code returned {misuse}.", traceback.format_exc())
        except WireError as fault:
            verdict = _broken_connection(fault)
        except NameError as unknown:
            verdict = Verdict(State.FAILED, 0.0, f"{unknown.name} is not defined.", traceback.format_exc())
        except BaseException as odd:
            # Omit its text, which may quote what the student's code returned and so reveal hidden inputs.
            text = f"The check could not use what your code returned ({type(odd).__name__})."
            text = _with_advice(text, str(odd))
            verdict = Verdict(
                State.FAILED, 0.0, text, traceback.format_exc(), replace_examiner=isinstance(odd, MemoryError)
            )
        else:
            verdict = Verdict(State.PASSED, 1.0, "", "")
            if check.comparisons() == comparisons:
                text = "The check compared nothing: what your code returned gave it nothing to compare."
                verdict = Verdict(State.FAILED, 0.0, text, "")
        if self.connection.fault is not None:  # whatever the check did after that: it cannot pass now
            verdict = _broken_connection(self.connection.fault)
        if verdict.state in (State.CRASHED, State.TIMED_OUT):
            verdict.culprit = self.connection.asked
        return verdict

    @contextlib.contextmanager
    def _alarm(self, seconds: float) -> Iterator[None]:
        """Raise `WireTimeout` in this block after `seconds`: a check may loop as often as a student's number says."""

        deadline = Deadline(seconds, *self._pids)

        def ring(signum: int, frame: Any) -> None:
            if (left := deadline.left()) > 0:
                signal.setitimer(signal.ITIMER_REAL, left, 1.0)
                return
            self.connection.fault = _AlarmRang(torn=True)
            raise self.connection.fault

        before = signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _names_in(self, grade_id: str) -> list[str]:
        """The student's names that a check uses, itself or in functions of the setup."""
        if grade_id not in self._names_of:
            in_setup = {name for value in self._setup.values() for name in _globals_of(value)}
            self._names_of[grade_id] = sorted(self._names & (names_used(self._checks[grade_id]) | in_setup))
        return self._names_of[grade_id]

    def _values_of(self, names: Iterable[str]) -> dict[str, Any]:
        """Fetch what these names of the student's stand for. One that does not exist fails only when it is used."""
        found: dict[str, Any] = {}
        for name in names:
            try:
                found[name] = self.connection.request("get", name)
            except StudentError:
                self._setup.pop(name, None)  # the check will raise a NameError, as in the notebook
        return found


class _Reference:
    """The namespace of the reference solution: `reference.fc_forward`."""

    def __init__(self, names: dict[str, Any]):
        self.__dict__ = names


def _raised(error: StudentError, known: str) -> Verdict:
    # The line comes from the student's process: quote it only if it is in what they handed in.
    where = f' in your line "{error.line}"' if error.line and error.line in known and error.line.isprintable() else ""
    if error.type == "NotImplementedError" and "FILL_IN" in error.text:
        return Verdict(State.NOT_ATTEMPTED, 0.0, "This part is still FILL_IN.", "")
    details = f"{error.type}: {error.text}"
    if error.type == "GraphMode":
        text = "Your code switches off TensorFlow's eager execution, so that tensors have no values to check."
        return Verdict(State.FAILED, 0.0, f"{text} Leave out `tf.compat.v1.disable_eager_execution()`.", details)
    if error.type == "ForbiddenCall":
        return Verdict(State.FORBIDDEN, 0.0, f"Your code called what this question rules out{where}.", details)
    words = own_words(error.type, error.text, known)
    text = f"Your code raised {error.type}{where}{f': {words}' if words else ''}."
    return Verdict(State.FAILED, 0.0, _with_advice(text, error.text), details)


def _with_advice(message: str, text: str) -> str:
    """The message, and advice about an exception with this text, of which it repeats nothing."""
    return " ".join(part for part in (message, advice(text)) if part)


def _broken_connection(fault: WireError) -> Verdict:
    match fault:
        case Refused():
            # Do not quote an expression, which would come from a hidden check.
            called = str(fault) if str(fault).isidentifier() else "what it calls"
            text = (
                f"Not checked: {called} crashed or did not end in earlier checks, and took much of the time; "
                "it was not called again. A person will look at it."
            )
            return Verdict(State.ERROR, 0.0, text, f"{fault} was not called again", limit_reached=True)
        case WireTimeout():
            late = "Your code did not answer in time: an endless loop?"
            rang = isinstance(fault, _AlarmRang)
            return Verdict(State.TIMED_OUT, 0.0, late, str(fault), replace_bench=fault.torn, replace_examiner=rang)
        case WireClosed():
            died = "The Python process with your code died during this check."
            return Verdict(State.CRASHED, 0.0, died, str(fault), replace_bench=True)
    return Verdict(State.FAILED, 0.0, "What your code returned could not be read.", str(fault), replace_bench=True)


def _compile(code: str, name: str) -> Any:
    """Compile a cell of the course so that tracebacks show its lines; magics only work in the notebook."""
    code = without_magics(code)
    file = f"<{name}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    return compile(code, file, "exec")


def _processor_time(pid: int) -> Callable[[], float]:
    """A clock of the processor time that all threads of a process have used, as Linux counts it."""
    clock = (~pid << 3) | 2  # what clock_getcpuclockid(3) returns

    def seconds() -> float:
        try:
            return time.clock_gettime(clock)
        except OSError:
            raise WireClosed("the other side is gone") from None

    return seconds


def _run_all(codes: list[Any], name: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": name}
    for code in codes:
        try:
            exec(code, namespace)
        except Exception:
            raise ExaminerError(f"cell {code.co_filename[1:-1]} fails: {traceback.format_exc(limit=-1)}") from None
    return namespace


def _globals_of(value: Any) -> set[str]:
    """The global names that a function defined in setup uses; they may be the student's functions."""
    ours = hasattr(value, "__code__") and value.__globals__["__name__"] == "examiner"
    return names_used(value.__code__) if ours else set()


def serve(control_socket: socket.socket) -> None:
    """Carry out the requests that come over this socket, until its other end is closed."""
    control = Channel(control_socket, CONTROL_BYTES)
    runner: _CheckRunner | None = None
    while True:
        try:
            _, body = control.receive()
        except WireClosed:
            return
        message = json.loads(body)
        try:
            answer: dict[str, Any] = {}
            match message.pop("op"):
                case "prepare":
                    runner = _CheckRunner(message["cells"], message["mistakes"], message["message_bytes"])
                    _limit_memory(message["memory_bytes"])
                case "connect":
                    _, descriptors, *_ = socket.recv_fds(control_socket, 1, 1)
                    files = {name: base64.b64decode(text) for name, text in message["files"].items()}
                    runner.connect(socket.socket(fileno=descriptors[0]), message["code"], message["pid"], files)
                case "check":
                    answer = vars(runner.check(**message))
        except ExaminerError as fault:
            answer = {"fault": str(fault)}
        control.send(answer)


def _limit_memory(beyond: int) -> None:
    """Allow `beyond` bytes more than are in use now, so that a student's data cannot exhaust the machine."""
    with open("/proc/self/statm") as statm:
        data_pages = int(statm.read().split()[5])
    limit = data_pages * resource.getpagesize() + beyond
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
