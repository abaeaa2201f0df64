"""`python -m benchmarks.profiles [--before ENVIRONMENT]`: which functions the grader's time goes to.

py-spy looks at all processes of `autograder grade` a hundred times a second and notes the functions that run. It reads
the memory of other processes, also in the sandbox, which needs root or the right to trace. The tables are written to
docs/profiles.md.

py-spy must not stop a process while it looks, as it does by default, with ptrace. When the first process of a PID
namespace ends, as a bench's keeper does, Linux has it wait for all others there, and one that is traced has not ended
until its tracer asks for that. py-spy asks for none of them: it waits for the keeper to stop, which no longer can.
"""

import argparse
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from benchmarks.graders import CORES, OVERTIME, ROOT, Before, Ours, Place, commit_of
from benchmarks.homework import Homework, of_course
from benchmarks.stacks import PASSES_ON, STARTING, Profile, read

WORK = ROOT / "build" / "profiles"
COPIES = 20
SHOWN = 10
RATE = 100  # looks a second
MOST_SECONDS = 300  # for one notebook
PROFILED = (
    of_course("hw2_backprop/layers", "numpy"),
    of_course("hw2_backprop/iris_network", "numpy"),
    of_course("hw4_captioning/rnn_captioning", "numpy"),
    of_course("hw6_optimizers/optimizers_tensorflow", "tensorflow"),
)


def record(grader: Ours, homework: Homework, spy: str) -> Profile:
    """Have a grader grade copies of a notebook while py-spy looks."""
    place, course = grader.place, grader.place.work / grader.name / homework.notebook
    shutil.rmtree(course, ignore_errors=True)
    course.mkdir(parents=True)
    grader.class_of(homework, COPIES, course)
    file, log = course.with_suffix(".raw"), place.log(grader.name)
    file.unlink(missing_ok=True)
    look = ["timeout", "-k", "5", str(MOST_SECONDS), spy, "record", "--nonblocking", "--subprocesses", "--nolineno"]
    look += ["--format", "raw", "--rate", str(RATE), "--output", str(file), "--"]
    with log.open("wb") as output:
        command, env = [*look, *grader.command(homework, CORES)], place.variables(grader.name)
        done = subprocess.run(command, cwd=course, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
    if done.returncode == OVERTIME:
        sys.exit(f"py-spy did not come to an end on {homework.notebook} within {MOST_SECONDS} s; see {log}")
    if not file.exists():
        sys.exit(f"py-spy wrote nothing on {homework.notebook}; see {log}")
    if faults := grader.without_full_marks(homework, course, range(COPIES)):
        sys.exit("\n".join(faults))
    with file.open(encoding="utf-8", errors="replace") as lines:
        return read(lines)


class _Here(Ours):
    """The grader of the environment that this runs in."""

    name = Path(sys.prefix).name


def report(profiles: dict[str, list[Profile]], commits: list[str]) -> str:
    """The text of docs/profiles.md, from profiles by title; `commits`: those of each one's profiles, this one first."""
    parts = [
        "# Where the time goes\n",
        f"Written by `make profiles` at commit {commits[0]}; do not edit.\n",
        f"py-spy looked at every process of `autograder grade` {RATE} times a second while it graded {COPIES} copies "
        f"of a notebook, {CORES} at a time, and noted the functions of the threads that were running. Times are of one "
        "submission. Left out is starting: the imports of coordinator and zygote, once for each command. py-spy misses "
        "most of what happens before it has noticed a new process, and to it, a thread that waits for a free core "
        "runs: compare times with each other, and take seconds from [benchmarks](benchmarks.md).\n",
        "The first table of functions is of the grader's own. A function's time includes what it calls in libraries, "
        "but not what it calls in the grader, in cells and in checks, so that no time is counted twice. The second one "
        "is of all functions but those of cells and checks. There, all that a function calls is part of its time, and "
        "those are left out that only pass a call on, to one other in "
        f"{PASSES_ON:.0%} of their time.\n",
    ]
    if len(commits) > 1:
        parts.append(f"An older commit, {commits[1]}, graded its own version of a notebook, where it had one.\n")
    for title, of_title in profiles.items():
        those = commits[: len(of_title)]
        parts += [f"## {title}\n", *_kinds_table(those, of_title), ""]
        for commit, profile in zip(those, of_title, strict=True):
            own = profile.own.most_common(SHOWN)
            parts += [f"### {title} at {commit}\n", *_functions_table(profile, "of the grader's", own)]
            parts.append(f"| all of the grader's | | {_time(profile, profile.own.total())} |")
            parts += [f"| all cells and checks | | {_time(profile, profile.cells)} |", ""]
            parts += [*_functions_table(profile, "with all it calls", profile.most(SHOWN)), ""]
    return "\n".join(parts)


def _kinds_table(commits: list[str], profiles: list[Profile]) -> list[str]:
    kinds = Counter[str]()
    for profile in profiles:
        kinds.update({kind: samples for kind, samples in profile.kinds.items() if kind != STARTING})
    lines = [f"| process | {' | '.join(commits)} |", "|---|" + "---|" * len(commits)]
    for kind, _ in kinds.most_common():
        lines.append(f"| {kind} | {' | '.join(_time(profile, profile.kinds[kind]) for profile in profiles)} |")
    return [*lines, f"| all | {' | '.join(_time(profile, profile.running) for profile in profiles)} |"]


def _functions_table(profile: Profile, which: str, chosen: list[tuple[tuple[str, str], int]]) -> list[str]:
    lines = [f"| function, {which} | process | time |", "|---|---|---|"]
    for (kind, function), samples in chosen:
        name, _, file = function.partition(" (")
        lines.append(f"| `{name}` ({_short(file.rstrip(')'))}) | {kind} | {_time(profile, samples)} |")
    return lines


def _time(profile: Profile, samples: int) -> str:
    """Of one submission, and its share of the profile's."""
    return f"{1000 * samples / RATE / COPIES:,.0f} ms ({samples / profile.running:.1%})" if samples else ""


def _short(file: str) -> str:
    """A library's file without the folder that libraries are in."""
    return re.sub(r"^.*(site-packages|python3\.\d+)/", "", file)


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__)
    arguments.add_argument(
        "--before", type=Path, help="an environment with an older checkout of this repository, to compare with"
    )
    older = arguments.parse_args().before
    spy = shutil.which("py-spy", path=Path(sys.prefix) / "bin")
    if spy is None:
        sys.exit("py-spy is missing; run `make profiles`, which installs it first")
    place = Place(Path(sys.prefix).parent, WORK, older and older.absolute())
    now, before = _Here(place), Before(place) if older else None
    profiles = {}
    for homework in PROFILED:
        graders = [now, before] if before and before.has(homework) else [now]
        profiles[homework.title] = []
        for grader in graders:
            print(f"{homework.notebook}, {'now' if grader is now else 'before'}: {COPIES} copies", flush=True)
            profiles[homework.title].append(record(grader, homework, spy))
    path = ROOT / "docs" / "profiles.md"
    commits = [commit_of(ROOT), *([commit_of(before.checkout)] if before else [])]
    path.write_text(report(profiles, commits), encoding="utf-8")
    print(f"Written: {path}")


if __name__ == "__main__":
    main()
