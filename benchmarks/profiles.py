"""`python -m benchmarks.profiles`: which functions the grader's time goes to, written to docs/profiles.md.

py-spy looks at all processes of `autograder grade` a hundred times a second and notes the functions that run. It reads
the memory of other processes, also in the sandbox, which needs root or the right to trace.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from benchmarks.graders import CORES, ROOT, Ours, Place, commit_of
from benchmarks.homework import Homework, of_course

WORK = ROOT / "build" / "profiles"
COPIES = 10
SHOWN = 10
RATE = 100  # looks a second
MOST_SECONDS = 300  # for one notebook; py-spy has hung
PROFILED = (
    of_course("hw2_backprop/layers", "numpy"),
    of_course("hw2_backprop/iris_network", "numpy"),
    of_course("hw4_captioning/rnn_captioning", "numpy"),
    of_course("hw6_optimizers/optimizers_tensorflow", "tensorflow"),
)
STARTING = "starting"
# What a fork of the zygote has become, by the function of the zygote's that it is in.
_BECOME = {"_become_bench": "bench", "_become_examiner": "examiner", "_become_worker": "worker"}
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
}
_OF_A_CELL = re.compile(r" \(\d+\.py\)$")  # as IPython names what it compiles
_PASSES_ON = 0.9  # of a function's samples, in one other that it calls: it only passes the call on


@dataclass
class Profile:
    """Samples by kind of process, and by function: all in which it is on the stack, whichever function runs."""

    kinds: Counter[str] = field(default_factory=Counter)
    functions: Counter[tuple[str, str]] = field(default_factory=Counter)  # by kind of process and function
    _calls: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, kind: str, stack: list[str], samples: int) -> None:
        """Count samples of a stack, its outermost function first."""
        self.kinds[kind] += samples
        for function in set(stack):
            self.functions[kind, function] += samples
        for caller, called in set(pairwise(stack)):
            self._calls[kind, caller, called] += samples

    def most(self, count: int) -> list[tuple[str, str, int]]:
        """Kind of process, function and samples of those with the most, without those that only pass calls on."""
        passing = {
            (kind, caller)
            for (kind, caller, called), samples in self._calls.items()
            if caller != called and samples >= _PASSES_ON * self.functions[kind, caller]
        }
        chosen = [(*place, samples) for place, samples in self.functions.most_common() if place not in passing]
        return [each for each in chosen if each[0] != STARTING and not _OF_A_CELL.search(each[1])][:count]


def read(lines: Iterable[str]) -> Profile:
    """A profile from py-spy's raw format: on each line processes and functions, from the outermost, and the samples."""
    stacks = []
    for line in lines:
        text, samples = line.rsplit(" ", 1)
        frames = text.split(";")
        processes = [frame for frame in frames if frame.startswith("process ")]
        functions = [frame for frame in frames if not frame.startswith("process ")]
        if functions and functions[-1] not in _WAITS:
            stacks.append((processes[-1], functions, int(samples)))
    kinds = {process: _kind(process, ()) for process, _, _ in stacks}
    for process, functions, _ in stacks:  # a thread does not show in its stack what its process has become
        if (kind := _kind(process, functions)) in _BECOME.values():
            kinds[process] = kind
    profile = Profile()
    for process, functions, samples in stacks:
        kind = kinds[process]
        starts = kind in ("zygote", "coordinator") and {"_prepare", "_find_and_load"} & {*map(_name, functions)}
        profile.add(STARTING if starts else kind, functions, samples)
    return profile


def _kind(process: str, functions: Iterable[str]) -> str:
    became = [_BECOME[name] for name in map(_name, functions) if name in _BECOME]
    return became[0] if became else "zygote" if "autograder.benches.zygote" in process else "coordinator"


def _name(function: str) -> str:
    return function.partition(" (")[0]


def record(homework: Homework, spy: str, work: Path) -> Profile:
    """Grade copies of a notebook while py-spy looks."""
    place = Place(Path(sys.prefix).parent, work)
    grader, course = _Here(place), work / homework.notebook
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir(parents=True)
    grader.class_of(homework, COPIES, course)
    file = work / f"{homework.notebook}.raw"
    look = [spy, "record", "--subprocesses", "--nolineno", "--format", "raw", "--rate", str(RATE)]
    look += ["--output", str(file), "--"]
    command = [*look, *grader.command(homework, CORES)]
    try:
        done = subprocess.run(
            command, cwd=course, env=place.variables(grader.name), capture_output=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        sys.exit(f"py-spy did not come to an end on {homework.notebook} within {MOST_SECONDS} s; nothing is written")
    if not file.exists() or grader.without_full_marks(homework, course, range(COPIES)):
        sys.exit(
            f"py-spy did not come to an end on {homework.notebook}:\n{(done.stdout + done.stderr).decode()[-1500:]}"
        )
    with file.open(encoding="utf-8") as lines:
        return read(lines)


class _Here(Ours):
    """The grader of the environment that this runs in."""

    name = Path(sys.prefix).name


def report(profiles: dict[str, Profile], commit: str) -> str:
    """The text of docs/profiles.md, from profiles by title."""
    parts = [
        "# Where the time goes\n",
        f"Written by `make profiles` at commit {commit}; do not edit.\n",
        f"py-spy looked at every process of `autograder grade` {RATE} times a second while it graded {COPIES} copies "
        "of a notebook, and noted the functions of the threads that were running. A function's share is that of the "
        "samples in which it was on the stack: what it calls is part of it, so that shares overlap. Left out are the "
        "functions of cells, those that only pass a call on (to one other, in "
        f"{_PASSES_ON:.0%} of their samples), and starting: the imports of coordinator and zygote, once for each "
        "command. py-spy stops a process while it looks, and misses most of what happens before it has noticed a new "
        "one: compare shares, and take seconds from [benchmarks](benchmarks.md).\n",
    ]
    for title, profile in profiles.items():
        everything = profile.kinds.total() - profile.kinds[STARTING]
        parts += [f"## {title}\n", f"{everything:,} samples; starting had {profile.kinds[STARTING]:,} more.\n"]
        parts += ["| process | share |", "|---|---|"]
        kinds = [(kind, samples) for kind, samples in profile.kinds.most_common() if kind != STARTING]
        parts += [f"| {kind} | {samples / everything:.1%} |" for kind, samples in kinds]
        parts += ["", "| function | process | share |", "|---|---|---|"]
        for kind, function, samples in profile.most(SHOWN):
            name, _, file = function.partition(" (")
            parts.append(f"| `{name}` ({_short(file.rstrip(')'))}) | {kind} | {samples / everything:.1%} |")
        parts.append("")
    return "\n".join(parts)


def _short(file: str) -> str:
    """A library's file without the folder that libraries are in."""
    return re.sub(r"^.*(site-packages|python3\.\d+)/", "", file)


def main() -> None:
    argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__).parse_args()
    spy = shutil.which("py-spy", path=Path(sys.prefix) / "bin")
    if spy is None:
        sys.exit("py-spy is missing; run `make profiles`, which installs it first")
    profiles = {}
    for homework in PROFILED:
        print(f"{homework.notebook}: {COPIES} copies", flush=True)
        profiles[homework.title] = record(homework, spy, WORK)
    path = ROOT / "docs" / "profiles.md"
    path.write_text(report(profiles, commit_of(ROOT)), encoding="utf-8")
    print(f"Written: {path}")


if __name__ == "__main__":
    main()
