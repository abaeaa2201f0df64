"""Makes the generated files from the sources: the executed solution notebooks and the release for students.

`build` works in a temporary folder, where nbgrader's own `generate_assignment` makes the release. It checks the result
and only then writes it or, with `check`, compares it with the existing files.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from traitlets.config import Config

from autograder.assignment import COURSE, RULES_KEY, Assignment, load
from autograder.building.alike import keep_alike
from autograder.building.lint import leaks, lint
from autograder.building.nbgrader_settings import LEFT_BY_RUNS, configure
from autograder.building.run_source import RunError, output_faults, run_solution
from autograder.building.source import METADATA, Source, shown

REBUILD = "run `make build` and commit what it writes"

Report = Callable[[str, int, int], None]  # notebook, cells done, cells in all


def build_all(
    solutions: Path,
    notebooks: Path,
    *,
    names: Sequence[str] | None = None,
    check: bool = False,
    reuse: bool = False,
    console: Console | None = None,
) -> list[str]:
    """Build every assignment of `solutions`, or those in `names`; return what is wrong, one sentence each.

    See `build`. Progress is shown on `console`.
    """
    console = console or Console(quiet=True)
    there = sorted(path.name for path in Path(solutions).glob("[!._]*") if path.is_dir())
    problems = [
        f"{solutions}: no assignment '{name}'; there are {', '.join(there) or 'none'}"
        for name in names or ()
        if name not in there
    ]
    if not there:
        problems.append(f"{solutions}: no assignments; run this in the course's folder, or name it with --solutions")
    if names is None:
        strangers = (path.name for path in Path(notebooks).glob("[!._]*") if path.name not in there)
        problems += [f"{notebooks}/{name}: belongs to no assignment; delete it" for name in sorted(strangers)]
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        for name in there:
            if names is not None and name not in names:
                continue
            tasks = {}

            def report(notebook: str, done: int, total: int, name: str = name, tasks: dict = tasks) -> None:
                if notebook not in tasks:
                    tasks[notebook] = progress.add_task(f"{name}/{notebook}")
                progress.update(tasks[notebook], completed=done, total=total)

            found = build(Path(solutions) / name, Path(notebooks), check=check, reuse=reuse, report=report)
            problems += found
            word = "up to date" if check else "built"
            progress.console.print(f"{name}: {f'{len(found)} problems' if found else word}", highlight=False)
    return problems


def build(
    folder: Path, release_root: Path, *, check: bool = False, reuse: bool = False, report: Report | None = None
) -> list[str]:
    """Build the assignment in `folder`: `<notebook>.ipynb` beside each source, and `release_root/<assignment>/`.

    If new outputs differ from the stored ones only by noise between processors (see `alike`), the stored ones are kept,
    so that a build on another machine changes no file.

    Parameters
    ----------
    folder
        The assignment's folder.
    release_root
        The folder of all releases.
    check
        Write nothing and run nothing. Report files that a build would change, add or not make as problems. Every byte
        of the release counts, but not the outputs of an executed solution: whether they are still right, nbval says.
    reuse
        Keep the outputs of a solution whose cells are those of its source, without running it.
    report
        Called with the notebook, the cells done and the number of cells.

    Returns
    -------
    list of str
        One sentence per problem. If there are any, nothing was written.
    """
    folder, release_root = Path(folder), Path(release_root)
    if problems := lint(folder):
        return problems
    assignment = load(folder)
    sources = {name: assignment.parse(name) for name in assignment.notebooks}
    stale = []
    with tempfile.TemporaryDirectory(prefix="build-") as course:
        made = Path(course) / "solutions" / assignment.name
        for name, source in sources.items():
            stored, faults = stored_solution(source)
            stale += faults
            solution = stored if check or reuse else None
            if check and stored is None:
                solution = source.notebook  # which makes the same release
            if solution is None:
                try:
                    solution = _run(name, source, assignment, report)
                except RunError as fault:
                    problems.append(str(fault))
                    continue
                if stored is not None:
                    keep_alike(stored, solution)
            problems += output_faults(source, solution)
            _write(made / f"{name}.ipynb", _dump(solution))
        for file in ("assignment.toml", *(f"{name}.py" for name in sources), *assignment.files):
            if (folder / file).is_file():
                _write(made / file, (folder / file).read_bytes())
        if (folder.parent / COURSE).is_file():
            _write(made.parent / COURSE, (folder.parent / COURSE).read_bytes())
        if problems:
            return problems
        try:
            generate_release(Path(course), assignment.name)
        except NbGraderException as fault:
            return [f"{shown(folder)}: nbgrader cannot make the release: {fault}"]
        release = Path(course) / "notebooks" / assignment.name
        problems = _release_problems(release, sources, assignment)
        problems += _strangers(release_root / assignment.name, release)
        if problems:
            return problems
        if check:
            return stale + _differences(release, release_root / assignment.name)
        for name in sources:
            _write(folder / f"{name}.ipynb", (made / f"{name}.ipynb").read_bytes())
        for path in _files(release):
            _write(release_root / assignment.name / path, (release / path).read_bytes())
    return []


def generate_release(course: Path, assignment: str) -> None:
    """Run nbgrader's `generate_assignment` on `course/solutions/<assignment>`, without its database.

    Raises `NbGraderException` with what nbgrader logged.
    """
    config = Config()
    configure(config)
    config.CourseDirectory.root = str(Path(course).resolve())
    config.CourseDirectory.assignment_id = assignment
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = config.NameNoKernel.enabled = False
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    log = _Errors()
    converter.log.addHandler(log)
    try:
        converter.start()
    except NbGraderException as fault:
        raise NbGraderException(log.said or str(fault)) from None
    finally:
        converter.log.removeHandler(log)


class _Errors(logging.Handler):
    """Keeps the last line of the first traceback that nbgrader logs, because its exceptions do not include it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.said = ""

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage().strip()
        if text.startswith("Traceback") and not self.said:
            self.said = text.split("\n")[-1]


def _run(name: str, source: Source, assignment: Assignment, report: Report | None) -> NotebookNode:
    # On first use, Matplotlib builds its font cache and says so on stderr; let that happen here, not in a notebook.
    import matplotlib.font_manager  # noqa: F401

    def tell(done: int, total: int) -> None:
        if report:
            report(name, done, total)

    return run_solution(source, assignment.limits.cell_seconds, tell)


def stored_solution(source: Source) -> tuple[NotebookNode | None, list[str]]:
    """The executed solution beside a source and [], if a build could only change its outputs; else None and why not."""
    faults = _stale_solution(source)
    return (None if faults else nbformat.read(source.path.with_suffix(".ipynb"), as_version=4)), faults


def _stale_solution(source: Source) -> list[str]:
    """What is wrong with the executed solution beside a source, apart from the values of its outputs."""
    path = source.path.with_suffix(".ipynb")
    if not path.is_file():
        return [f"{shown(path)}: missing; {REBUILD}"]
    text = path.read_bytes()
    try:
        notebook = nbformat.reads(text.decode("utf-8"), as_version=4)
    except (ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError):  # as damaged files raise
        return [f"{shown(path)}: not a notebook; {REBUILD}"]
    bare = deepcopy(notebook)
    code = [cell for cell in bare.cells if cell.cell_type == "code"]
    executed = [cell.execution_count for cell in code] == [i + 1 for i in range(len(code))]
    faults = output_faults(source, notebook) if len(bare.cells) == len(source.notebook.cells) else []
    same_format = _dump(notebook) == text
    for cell in code:
        cell.outputs, cell.execution_count = [], None
    if _dump(bare) != _dump(source.notebook):
        return [f"{shown(path)}: its cells are not those of {source.path.name}; {REBUILD}"]
    if not executed:
        return [f"{shown(path)}: not every cell was run, in order; {REBUILD}"]
    return faults or ([] if same_format else [f"{shown(path)}: not written by the build; {REBUILD}"])


def _release_problems(release: Path, sources: dict[str, Source], assignment: Assignment) -> list[str]:
    """What is wrong with the release: missing or unexpected files, and contents that students must not read."""
    problems = []
    expected = {f"{name}.ipynb" for name in sources}
    handed_out = {file for file in assignment.files if (assignment.folder / file).is_file()}
    found = _files(release)
    for path in found:
        if path not in expected | handed_out:
            problems.append(f"{shown(assignment.folder / path)}: would be released to students; move it away")
    problems += [f"{shown(release / path)}: nbgrader has not made it" for path in sorted(expected - set(found))]
    for name, source in sources.items():
        notebook = nbformat.read(release / f"{name}.ipynb", as_version=4)
        if any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells):
            problems.append(f"{shown(source.path)}: the release has outputs; see nbgrader's preprocessors")
        if notebook.metadata != METADATA | {RULES_KEY: assignment.rules(name)}:
            problems.append(f"{shown(source.path)}: the release has other metadata than the source")
        problems += [
            f"{shown(source.path)} cell '{cell}': its solution or hidden check can be read in the release"
            for cell in leaks(notebook, source.notebook)
        ]
    return problems


def _strangers(old: Path, new: Path) -> list[str]:
    """Files in a release's folder that the build neither writes nor deletes, because they may be somebody's work."""
    known = set(_files(new))
    return [
        f"{shown(old / path)}: not part of the release; move it away"
        for path in _files(old)
        if path not in known and not {*LEFT_BY_RUNS} & {*Path(path).parts}
    ]


def _differences(new: Path, old: Path) -> list[str]:
    problems = []
    for path in _files(new):
        if not (old / path).is_file():
            problems.append(f"{shown(old / path)}: missing; {REBUILD}")
        elif (old / path).read_bytes() != (new / path).read_bytes():
            problems.append(f"{shown(old / path)}: not what its source gives; {REBUILD}")
    return problems


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())


def _dump(notebook: NotebookNode) -> bytes:
    """A notebook's bytes as nbgrader writes them: sorted keys, an indent of one space, a newline at the end."""
    return (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8")


def _write(path: Path, data: bytes) -> None:
    """Write a file atomically, and only if its content changes, so that its date shows when it did."""
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        file.write(data)
    try:
        shutil.copymode(path, file.name) if path.exists() else os.chmod(file.name, 0o644)
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise
