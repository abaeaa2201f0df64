"""What py-spy has seen of the grader's processes: its stacks, counted by kind of process and by function."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, pairwise
from pathlib import Path

STARTING = "starting"
# What a fork of the zygote has become, by the function of the zygote's that it is in.
_BECOME = {"_become_bench": "bench", "_become_examiner": "examiner", "_become_worker": "worker"}
_STARTS = {"_prepare", "_take_out", "_find_and_load"}
# Functions that wait for somebody else where they are the innermost. py-spy cannot tell for a process in the sandbox,
# whose threads have other numbers there.
_WAITS = {
    "_Stream._watch_pipe_fd (autograder/benches/kernel.py)",
    "_watch (autograder/benches/keeper.py)",
    "CellLine.receive (autograder/benches/line.py)",
    "Channel._in_time (autograder/checking/wire.py)",
    "_die_with (autograder/grading/worker.py)",
    "EpollSelector.select (selectors.py)",
    "PollSelector.select (selectors.py)",
    "recv_fds (socket.py)",
    # In older commits, whose benches have a kernel with threads and ZeroMQ's sockets.
    "Channel._read (autograder/checking/wire.py)",
    "Condition.wait (threading.py)",
    "OutStream._watch_pipe_fd (ipykernel/iostream.py)",
    "device (zmq/sugar/__init__.py)",
}
# Other lines, and threads with another outermost function, are of stacks that changed while py-spy read them: it took
# anything for a function's name.
_LINE = re.compile(r"(?P<stack>process \d+:.*) (?P<samples>\d+)")
_OUTERMOST = {"<module>", "Thread._bootstrap", "_run_module_as_main"}
_PROGRAMS = {"autograder": "coordinator", "autograder.benches.zygote": "zygote"}
_OWN = re.compile(r" \(autograder/")
# As IPython names what it compiles, and as the examiner does.
_OF_A_CELL = re.compile(r" \((\d+\.py|<(?!string>)[\w-]+>)\)$")
PASSES_ON = 0.9  # of a function's samples, in one other that it calls: it only passes the call on


@dataclass
class Profile:
    """Samples by kind of process, and by kind of process and function.

    functions: all samples in which a function is on the stack, whichever function runs. own: those in which it is the
    grader's innermost one, and no cell or check was called from it; `cells`: those of cells and checks.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    functions: Counter[tuple[str, str]] = field(default_factory=Counter)
    own: Counter[tuple[str, str]] = field(default_factory=Counter)
    cells: int = 0
    _calls: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, kind: str, stack: list[str], samples: int) -> None:
        """Count samples of a stack, its outermost function first."""
        self.kinds[kind] += samples
        for function in set(stack):
            self.functions[kind, function] += samples
        for caller, called in set(pairwise(stack)):
            self._calls[kind, caller, called] += samples
        if kind != STARTING:
            whose = next((each for each in reversed(stack) if _OWN.search(each) or _OF_A_CELL.search(each)), None)
            if whose and _OWN.search(whose):
                self.own[kind, whose] += samples
            elif whose:
                self.cells += samples

    @property
    def running(self) -> int:
        """All samples but those of starting."""
        return self.kinds.total() - self.kinds[STARTING]

    def most(self, count: int) -> list[tuple[tuple[str, str], int]]:
        """The functions with the most samples, without those of cells and those that only pass calls on."""
        passing = {
            (kind, caller)
            for (kind, caller, called), samples in self._calls.items()
            if caller != called and samples >= PASSES_ON * self.functions[kind, caller]
        }
        shown = (
            (place, samples)
            for place, samples in self.functions.most_common()
            if place not in passing and place[0] != STARTING and not _OF_A_CELL.search(place[1])
        )
        return list(islice(shown, count))


def read(lines: Iterable[str]) -> Profile:
    """A profile from py-spy's raw format: on each line processes and functions, from the outermost, and the samples."""
    stacks = []
    for line in lines:
        if (parts := _LINE.fullmatch(line.rstrip("\n"))) is None:
            continue
        frames = parts["stack"].split(";")
        processes = [frame for frame in frames if frame.startswith("process ")]
        functions = [frame for frame in frames if not frame.startswith("process ")]
        if functions and _name(functions[0]) in _OUTERMOST and functions[-1] not in _WAITS:
            stacks.append((processes[-1], functions, int(parts["samples"])))
    kinds = {process: _kind(process, ()) for process, _, _ in stacks}
    for process, functions, _ in stacks:  # a thread does not show in its stack what its process has become
        if (kind := _kind(process, functions)) in _BECOME.values():
            kinds[process] = kind
    profile = Profile()
    for process, functions, samples in stacks:
        kind = kinds[process]
        starts = kind in ("zygote", "coordinator") and _STARTS & {*map(_name, functions)}
        profile.add(STARTING if starts else kind, functions, samples)
    return profile


def _kind(process: str, functions: Iterable[str]) -> str:
    """What a process has become, or else what it runs: a name of ours, or a module's or a program's."""
    for name in map(_name, functions):
        if name in _BECOME:
            return _BECOME[name]
    words = process.partition('"')[2].rstrip('"').split()
    programs = [Path(word).name for word in words if not Path(word).name.startswith("python")]
    # Of the command itself, which py-spy starts, it may be too early to read the words: then there are none.
    ran = words[words.index("-m") + 1] if "-m" in words else next(iter(programs), "autograder")
    return _PROGRAMS.get(ran, ran)


def _name(function: str) -> str:
    return function.partition(" (")[0]
