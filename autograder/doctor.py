"""`autograder doctor`: says whether this machine can grade, what is missing, and what to do about it."""

import contextlib
import importlib
import os
import shutil
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.installed_packages import GRADER, holds_here, package_fault, project, satisfies, version_of

GIGABYTE = 1e9
ENOUGH_MEMORY = 2 * GIGABYTE  # for one notebook at a time: the student's process and the examiner
ENOUGH_DISK = 1 * GIGABYTE
LEAST_DISK = 0.1 * GIGABYTE
ENOUGH_PROCESSES = 256
SOCKET_PATH_BYTES = 100  # Linux allows 107, macOS 103
_BENCH_SOCKET = len("/bench-12345678/run/k-5")  # the path of a kernel's socket within the temporary folder


class Health(StrEnum):
    OK = "ok"
    WARNING = "warning"  # grading works, but with a restriction
    MISSING = "missing"  # grading does not work


@dataclass(frozen=True)
class Finding:
    """The result of one check of this machine. `next_step` says what to do if it is not ok."""

    name: str
    state: Health
    text: str
    next_step: str = ""


def run_doctor(course: Path, *, console: Console | None = None) -> int:
    """Examine this machine and the course's folder, and print the findings; 0 if grading can work, else 1."""
    console = console or Console()
    with console.status("looking around; a kernel is started"):
        findings = examine(course)
    console.print(show(findings))
    return 1 if any(finding.state is Health.MISSING for finding in findings) else 0


def examine(course: Path) -> list[Finding]:
    """One finding for each thing that grading in the course's folder needs. Starts kernels; changes nothing."""
    course = Path(course)
    looks: list[Callable[[], Iterator[Finding]]] = [
        _python, _packages, lambda: _folder(course), lambda: _nbgrader(course), lambda: _gradebook(course), _coursekit,
        _sockets, _kernel, _sandbox, lambda: _setup_cells(course), _machine, lambda: _disk(course),
    ]  # fmt: skip
    return [finding for look in looks for finding in look()]


def show(findings: list[Finding]) -> RenderableType:
    """Format the findings for printing; they are readable without colours."""
    marks = {Health.OK: ("✓", "green"), Health.WARNING: ("!", "yellow"), Health.MISSING: ("✗", "bold red")}
    table = Table.grid(padding=(0, 2, 0, 0))
    for ratio in (None, None, None, 1):
        table.add_column(ratio=ratio, overflow="fold", no_wrap=ratio is None)
    for finding in findings:
        mark, style = marks[finding.state]
        text = Text(finding.text)
        if finding.next_step:
            text.append(f"\n→ {finding.next_step}", style=style)
        table.add_row(Text(mark, style=style), Text(finding.name), Text(finding.state.value, style=style), text)
    missing = sum(finding.state is Health.MISSING for finding in findings)
    last = "Grading can work here." if not missing else f"Grading cannot work here: {missing} missing."
    return Group("", table, "", Text(last, style="bold"), "")


# --- Python and packages ---


def _python() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    where = f"{version}, {sys.executable}"
    wanted = project().get("requires-python", "")
    if wanted and not satisfies(version, wanted):
        yield Finding("Python", Health.MISSING, where, f"install Python {wanted} and make the environment anew with it")
    else:
        yield Finding("Python", Health.OK, where)


def _packages() -> Iterator[Finding]:
    asked = project()
    if not asked:
        step = "run `pip install -e ./coursekit -e '.[grade]'` in the course's folder"
        yield Finding("packages", Health.MISSING, f"{GRADER} is not installed", step)
        return
    extras = asked.get("optional-dependencies", {})
    for name, wanted, state, extra in (
        ("packages", [*asked.get("dependencies", []), *extras.get("grade", [])], Health.MISSING, "grade"),
        ("packages for tests", extras.get("test", []), Health.WARNING, "test"),
    ):
        wanted = [requirement for requirement in wanted if holds_here(requirement)]
        faults = [fault for requirement in wanted if (fault := package_fault(requirement))]
        if faults:
            yield Finding(
                name,
                state,
                "; ".join(faults),
                f"run `pip install -e ./coursekit -e '.[{extra}]'` in the course's folder",
            )
        else:
            yield Finding(name, Health.OK, f"all {len(wanted)} are installed and new enough")


def _coursekit() -> Iterator[Finding]:
    try:
        importlib.import_module("coursekit.checking.check")
    except Exception as fault:  # whatever prevents the import
        step = "run `pip install -e ./coursekit` in the course's folder"
        yield Finding("coursekit", Health.MISSING, f"cannot be imported ({type(fault).__name__}: {fault})", step)
    else:
        yield Finding("coursekit", Health.OK, "can be imported: notebooks find their checks")


# --- the course ---


def _folder(course: Path) -> Iterator[Finding]:
    name = "course folder"
    if not course.is_dir():
        yield Finding(name, Health.MISSING, f"{course} is no folder", "name the course's folder with --course")
        return
    try:
        with tempfile.TemporaryFile(dir=course):
            pass
    except OSError as fault:
        step = "give yourself the right to write there: gradebook and results are written into it"
        yield Finding(name, Health.MISSING, f"{course} cannot be written to ({fault.strerror})", step)
        return
    assignments = sorted(path.parent.name for path in course.glob("solutions/*/assignment.toml"))
    if not assignments:
        step = "go to the course's folder, or name it with --course (a folder of submissions alone needs none)"
        yield Finding(name, Health.WARNING, f"{course.resolve()} has no solutions/<assignment>/assignment.toml", step)
        return
    yield Finding(name, Health.OK, f"{course.resolve()}, can be written to; assignments: {', '.join(assignments)}")


def _nbgrader(course: Path) -> Iterator[Finding]:
    name = "nbgrader"
    file = course / "nbgrader_config.py"
    step = "run nbgrader in the course's folder; `autograder grade` works without it"
    if not file.is_file():
        text = f"no nbgrader_config.py in {course}: nbgrader would grade in its own way"
        yield Finding(name, Health.WARNING, text, step)
        return
    try:
        from traitlets.config.loader import PyFileConfigLoader

        config = PyFileConfigLoader(file.name, path=str(file.parent.resolve())).load_config()
    except (Exception, SystemExit) as fault:  # the file is code, which may raise anything
        text = f"nbgrader_config.py cannot be loaded ({fault})"
        yield Finding(name, Health.WARNING, text, "mend it, or take ours again")
        return
    steps = config.get("Autograde", {}).get("autograde_preprocessors", [])
    if any(getattr(part, "__module__", str(part)).startswith("autograder") for part in steps):
        yield Finding(name, Health.OK, f"{version_of('nbgrader')}; nbgrader_config.py grades by this autograder")
    else:
        text = "nbgrader_config.py does not use this autograder: `nbgrader autograde` would trust students' code"
        yield Finding(name, Health.WARNING, text, "call autograder.nbgrader.plugin.configure in it, as ours does")


def _gradebook(course: Path) -> Iterator[Finding]:
    name = "gradebook"
    file = course / "gradebook.db"
    if not file.is_file():
        yield Finding(name, Health.OK, "none yet; grading makes gradebook.db")
        return
    try:
        uri = f"{file.resolve().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True, timeout=5)) as book:
            tables = {row[0] for row in book.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            dated = book.execute("SELECT version_num FROM alembic_version") if "alembic_version" in tables else ()
            schema = next((row[0] for row in dated), None)
            students = book.execute("SELECT count(*) FROM student").fetchone()[0] if "student" in tables else None
    except sqlite3.Error as fault:
        step = "close other programs that use it, or put a copy back that works"
        yield Finding(name, Health.MISSING, f"{file} cannot be read ({fault})", step)
        return
    from autograder.nbgrader.schema import newest_schema

    newest = newest_schema()
    if students is None:
        step = "move it away; grading makes a new one"
        yield Finding(name, Health.MISSING, f"{file} is no gradebook of nbgrader's", step)
    elif schema != newest:
        text = f"{file} has schema {schema or 'unknown'}, and nbgrader {version_of('nbgrader')} has {newest}"
        step = "make a copy of it, then run `nbgrader db upgrade` in the course's folder"
        yield Finding(name, Health.MISSING, text, step)
    else:
        yield Finding(name, Health.OK, f"{file}, schema {schema}, {students} students")


# --- processes ---


def _sockets() -> Iterator[Finding]:
    name = "unix sockets"
    folder = tempfile.gettempdir()
    step = "set TMPDIR to a short path on a local disk, e.g. TMPDIR=/tmp"
    length = len(os.fsencode(folder)) + _BENCH_SOCKET
    if length > SOCKET_PATH_BYTES:
        yield Finding(name, Health.MISSING, f"the path of {folder} is too long for a kernel's sockets", step)
        return
    try:
        with tempfile.TemporaryDirectory() as inside, socket.socket(socket.AF_UNIX) as unix:
            unix.bind(os.path.join(inside, "s"))
    except (OSError, AttributeError) as fault:
        yield Finding(name, Health.MISSING, f"cannot be made in {folder} ({fault})", step)
    else:
        yield Finding(name, Health.OK, f"can be made in {folder}: kernels need no ports")


def _kernel() -> Iterator[Finding]:
    step = "look whether the packages above are complete, then run `python -m ipykernel_launcher` to see its message"
    yield _bench("kernel", sandbox=False, fine="starts and computes", step=lambda fault: step)


def _sandbox() -> Iterator[Finding]:
    """Whether students' code can be confined here; found by trying it, not from the system's settings."""

    def step(fault: str) -> str:
        from autograder.benches.sandbox import advice

        return f"{advice(fault)}; or grade with --sandbox none, where there is nothing to steal or to break"

    yield _bench("sandbox", sandbox=True, fine="students' code sees no network and none of your files", step=step)


def _bench(name: str, *, sandbox: bool, fine: str, step: Callable[[str], str]) -> Finding:
    """Whether a bench works."""
    try:
        from nbformat.v4 import new_code_cell

        from autograder.assignment import Limits
        from autograder.benches.bench import Bench, BenchSettings

        Bench(Limits(), settings=BenchSettings(sandbox=sandbox)).close()  # the first one waits for imports
        started = time.monotonic()
        bench = Bench(Limits(cell_seconds=60), settings=BenchSettings(sandbox=sandbox))
        try:
            seconds = time.monotonic() - started
            cell = new_code_cell("print(6 * 7)")
            fault = bench.run(cell)
        finally:
            bench.close()
    except Exception as broken:  # any obstacle, from a missing package to a full disk
        return Finding(name, Health.MISSING, f"does not start: {broken}", step(str(broken)))
    if fault or "42" not in str(cell.outputs):
        return Finding(name, Health.MISSING, f"starts, but does not compute ({fault or 'no output'})", step(""))
    return Finding(name, Health.OK, f"{fine}; ready after {seconds:.1f} s")


def _setup_cells(course: Path) -> Iterator[Finding]:
    """Whether each notebook's setup cells run in a bench, where packages that they import may be missing."""
    name, fine = "setup cells", []
    try:
        from autograder.assignment import load
        from autograder.benches.forks import ZygoteError
        from autograder.errors import UserError
        from autograder.grading.grade import Grader
    except Exception as fault:  # packages that are not installed have their own finding
        step = "make the packages above complete, and look again"
        yield Finding(name, Health.MISSING, f"cannot be tried ({fault})", step)
        return
    for file in sorted(course.glob("solutions/*/assignment.toml")):
        try:
            assignment = load(file.parent)
            for notebook in assignment.notebooks:
                with Grader(assignment) as grader:
                    fault = grader.setup_fault(notebook)
                if fault is None:
                    fine.append(notebook)
                    continue
                step = "install what is missing where you grade, or mend the cell: until then nobody gets a score"
                yield Finding(name, Health.MISSING, f"{assignment.name}/{notebook}: {fault}", step)
        except (UserError, OSError) as wrong:
            yield Finding(name, Health.MISSING, f"{wrong}", "mend the assignment's files")
        except ZygoteError as refused:
            step = "see kernel and sandbox above, and the packages that `frameworks` and `preload` name"
            yield Finding(name, Health.MISSING, f"{file.parent.name}: no bench starts for it ({refused})", step)
    if fine:
        yield Finding(name, Health.OK, f"run in a bench, for {len(fine)} notebooks: {', '.join(fine)}")


# --- the machine ---


def _machine() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed = _control_group("cpu.max")
    quota = allowed.split() if allowed else []
    if len(quota) == 2 and quota[0].isdigit():
        cores = min(cores, max(1, round(int(quota[0]) / int(quota[1]))))
    yield Finding("cores", Health.OK, f"{cores}")
    try:
        import psutil
    except ModuleNotFoundError:
        return  # the packages have their own finding
    free = float(psutil.virtual_memory().available)
    limit, used = _control_group("memory.max"), _control_group("memory.current")
    if limit and limit.isdigit() and used and used.isdigit():
        free = min(free, int(limit) - int(used))
    text = f"{free / GIGABYTE:.1f} GB free"
    if free < ENOUGH_MEMORY:
        step = f"close other programs: a notebook and its examiner can take {ENOUGH_MEMORY / GIGABYTE:g} GB"
        yield Finding("memory", Health.WARNING, text, step)
    else:
        yield Finding("memory", Health.OK, text)
    yield from _process_limit()


def _process_limit() -> Iterator[Finding]:
    try:
        import resource
    except ModuleNotFoundError:  # not a Unix
        return
    most, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if most != resource.RLIM_INFINITY and most < ENOUGH_PROCESSES:
        text = f"at most {most} processes and threads"
        yield Finding("threads", Health.WARNING, text, f"raise the limit, e.g. `ulimit -u {ENOUGH_PROCESSES}`")
    else:
        yield Finding("threads", Health.OK, "no limit that matters")


def _control_group(file: str) -> str | None:
    """A limit of this process's container, as Linux states it; None if there is none."""
    try:
        return (Path("/sys/fs/cgroup") / file).read_text(encoding="ascii").strip()
    except OSError:
        return None


def _disk(course: Path) -> Iterator[Finding]:
    for name, folder in (("disk, course", course), ("disk, temporary", Path(tempfile.gettempdir()))):
        if not folder.is_dir():
            continue
        free = shutil.disk_usage(folder).free
        text = f"{free / GIGABYTE:.1f} GB free in {folder.resolve()}"
        if free < ENOUGH_DISK:
            state = Health.MISSING if free < LEAST_DISK else Health.WARNING
            yield Finding(name, state, text, "make room: submissions, results and kernels write there")
        else:
            yield Finding(name, Health.OK, text)
