"""Finds faults in an assignment's sources without running them; each is reported with its place and what to do.

`lint(folder)` reads `assignment.toml` and every notebook that it names, and lists all problems at once.
"""

import builtins
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode

from autograder import roles
from autograder.assignment import Assignment, AssignmentError, Notebook, load
from autograder.building import lint_code
from autograder.building.lint_code import Code, Fault
from autograder.building.nbgrader_settings import LEFT_BY_RUNS
from autograder.building.release import to_release
from autograder.building.source import (
    BEGIN_HIDDEN,
    BEGIN_SOLUTION,
    END_HIDDEN,
    END_SOLUTION,
    Source,
    SourceError,
    regions,
    shown,
)
from autograder.roles import Role, is_left_out

MAX_LINES = 40
_GRADED_CODE = (Role.ANSWER, Role.CHECK)
# Names that every cell can use: Python's, IPython's, and in a check those of coursekit.checking.exam.
_ALWAYS = frozenset(dir(builtins)) | {"__name__", "__file__", "get_ipython", "display", "In", "Out", "_"}


@dataclass(frozen=True)
class _Cell:
    index: int
    node: NotebookNode
    role: Role
    name: str  # the grade_id, or empty
    code: Code | None  # None for text, and for code that is not Python

    @property
    def defines(self) -> set[str]:
        return self.code.defines if self.code else set()


def lint(folder: Path) -> list[str]:
    """Everything wrong with the assignment in `folder`, one sentence each; empty when it can be built."""
    folder = Path(folder)
    try:
        assignment = load(folder)
    except AssignmentError as fault:
        return [str(fault)]
    problems = _stray_files(folder, assignment)
    for notebook in assignment.notebooks.values():
        try:
            source = assignment.parse(notebook.name)
        except SourceError as fault:
            problems.append(str(fault))
            continue
        found = _lint_notebook(source, notebook, assignment.files)
        place = re.compile(r":(\d+)")
        problems += sorted(found, key=lambda text: int(match[1]) if (match := place.search(text)) else 0)
    return problems


def is_stray(path: Path, folder: Path, assignment: Assignment) -> bool:
    """Whether a file does not belong into its assignment's folder."""
    parts = path.relative_to(folder)
    if {*LEFT_BY_RUNS} & set(parts.parts):
        return False  # never released, and not an author's work
    named = {"assignment.toml", *assignment.files}
    named |= {f"{name}{ending}" for name in assignment.notebooks for ending in (".py", ".ipynb")}
    return parts.as_posix() not in named


def _stray_files(folder: Path, assignment: Assignment) -> list[str]:
    settings = shown(folder / "assignment.toml")
    problems = []
    for file in assignment.files:
        if Path(file).is_absolute() or ".." in Path(file).parts:
            problems.append(f"{settings}: files names '{file}', outside the assignment's folder; name a file inside")
        elif file.endswith(".py"):
            problems.append(f"{settings}: files names '{file}', but no .py is ever released; give it another ending")
    for path in sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink()):
        if not is_stray(path, folder, assignment):
            continue
        if path.suffix in (".py", ".ipynb") and path.parent == folder:
            what = f"no notebook of assignment.toml; name it there as [notebooks.{path.stem}], or move the file away"
        else:
            what = "would be released to students; move it away, or name it in assignment.toml under files"
        problems.append(f"{shown(path)}: {what}")
    return problems


def _lint_notebook(source: Source, notebook: Notebook, files: tuple[str, ...]) -> Iterator[str]:
    yield from source.faults
    cells: list[_Cell] = []
    for index, node in enumerate(source.notebook.cells):
        code = None
        if node.cell_type == "code":
            try:
                code = Code.read(node.source)
            except SyntaxError as fault:
                text = f"not Python ({fault.msg}); mend the code"
                yield f"{source.where(index, (fault.lineno or 1) - 1)}: {text}"
        cells.append(_Cell(index, node, roles.role(node), roles.grade_id(node) or "", code))
    imports: dict[str, str] = {}
    for cell in cells:
        if cell.role is Role.SETUP and cell.code:
            imports |= cell.code.imports()
    helpers = lint_code.failing_helpers([c.code for c in cells if c.role is Role.SETUP and c.code], imports)
    for cell in cells:
        if cell.index in source.wrong:
            continue
        faults = [*_text_faults(cell), *_shape_faults(cell)]
        if cell.code:
            faults += _code_faults(cell, cell.code, imports | cell.code.imports(), helpers)
            faults += _name_faults(cell, cell.code, cells)
            faults += _file_faults(cell, cell.code, files, source.path.parent)
        yield from (f"{source.where(cell.index, offset)}: {text}" for offset, text in faults)
    if not source.faults:
        yield from _question_faults(source, notebook, cells)
        yield from _release_faults(source, cells)


def _file_faults(cell: _Cell, code: Code, files: tuple[str, ...], folder: Path) -> Iterator[Fault]:
    """Checks of files that students are not asked for, or that would be released to them."""
    for offset, name in lint_code.submitted_files(code) if cell.role is Role.CHECK else ():
        if name not in files:
            yield offset, f"submitted_file('{name}'), but students are not asked for it; name it in files"
        elif (folder / name).exists():
            yield offset, f"students make {name}, and the one beside this source would be released; delete it"


def _text_faults(cell: _Cell) -> Iterator[Fault]:
    """Images in text without alternative text."""
    if cell.code or cell.node.cell_type == "code":
        return
    # Ignore images that are quoted as code.
    text = re.sub(r"```.*?```|`[^`\n]*`", lambda match: re.sub(r"[^\n]", " ", match[0]), cell.node.source, flags=re.S)
    for offset, line in enumerate(text.split("\n")):
        if re.search(r"!\[\s*\]\s*[(\[]", line):
            yield offset, "a figure without alt text (![](...)); say between the brackets what it shows"
    for match in re.finditer(r"<(img|svg)\b[^>]*>", text, flags=re.I | re.S):
        if not re.search(r"\b(alt|aria-label)\s*=\s*(\"\s*[^\"\s]|'\s*[^'\s])", match[0], flags=re.I):
            yield text.count("\n", 0, match.start()), f'a figure without alt text (<{match[1]}>); give it alt="..."'


def _shape_faults(cell: _Cell) -> Iterator[Fault]:
    """Code cells that are too long, and hidden checks that are not a comment and one hidden region."""
    if cell.node.cell_type != "code":
        return
    lines = cell.node.source.split("\n")
    count = sum(not line.strip().startswith(("### BEGIN", "### END")) for line in lines)
    if count > MAX_LINES:
        yield 0, f"a code cell of {count} lines; split it, {MAX_LINES} are the most"
    if cell.role is not Role.CHECK or BEGIN_HIDDEN not in cell.node.source:
        return
    stripped = [line.strip() for line in lines]
    begin, end = stripped.index(BEGIN_HIDDEN), len(stripped) - 1 - stripped[::-1].index(END_HIDDEN)
    before, after = stripped[:begin], stripped[end + 1 :]
    if any(line and not line.startswith("#") for line in before + after) or stripped.count(BEGIN_HIDDEN) > 1:
        yield begin, "public and hidden parts in one check; make two checks of them"
    elif not any(line.strip("# ") for line in before):
        yield 0, f"a hidden check without a comment before {BEGIN_HIDDEN}; say there what it checks"


def _code_faults(cell: _Cell, code: Code, imports: dict[str, str], helpers: set[str]) -> Iterator[Fault]:
    yield from lint_code.figures_without_alt(code, imports)
    if cell.role in (Role.CHECK, Role.SETUP):
        yield from lint_code.bare_comparisons(code, imports, check=cell.role is Role.CHECK)
    if cell.role is Role.CHECK and not lint_code.can_fail(code, imports, helpers):
        yield 0, "a check that cannot fail: it calls nothing of coursekit.check; compare with check.close or its like"
    if cell.role is Role.EXPERIMENT and lint_code.can_fail(code, imports, set()):
        yield 0, 'a check without points: it calls coursekit.check; add "points" to its header, or print instead'


def _name_faults(cell: _Cell, code: Code, cells: list[_Cell]) -> Iterator[Fault]:
    """Names that will be undefined where the cell runs in grading.

    Setup cells run in the examiner before any answer. Checks in the examiner see the names of setup and of the student,
    but not those of other checks. Answers and experiments run in the student's process, where no check runs, nor a
    `_picture` or `_ungraded` cell.
    """
    unrun = [c for c in cells if is_left_out(c.node)]
    if cell.role is Role.SETUP:
        read = code.read_names(bodies=False)
        sharing = [c for c in cells[: cell.index + 1] if c.role is Role.SETUP]
        blamed = [c for c in cells if c.role in (Role.ANSWER, Role.EXPERIMENT, Role.CHECK)]
        rule = "setup runs before any answer; move the code to an experiment cell"
    else:
        read = code.read_names(bodies=True)
        left_out = [] if cell in unrun else unrun
        sharing = [c for c in cells if (c.role is not Role.CHECK or c is cell) and c not in left_out]
        blamed = [c for c in cells if c.role is Role.CHECK or c in left_out]
        rule = "a check's names are its own, and grading runs no _picture or _ungraded cell; make it here or in setup"
    unknown = read - _ALWAYS - set().union(*(c.defines for c in sharing))
    for name in sorted(unknown):
        maker = next((c for c in blamed if name in c.defines), None)
        if maker:
            yield code.line_of(name), f"needs `{name}`, which only the {maker.role} '{maker.name}' defines; {rule}"
        elif cell.role is Role.CHECK:
            yield code.line_of(name), f"needs `{name}`, which nothing defines; import it in a setup cell"


def _question_faults(source: Source, notebook: Notebook, cells: list[_Cell]) -> Iterator[str]:
    asked: set[str] = set()
    for cell in cells:
        if cell.role not in (*_GRADED_CODE, Role.WRITTEN):
            continue
        question = notebook.question_of(cell.name)
        if question is None:
            text = f"no question of [notebooks.{notebook.name}] begins this grade_id; rename it or add the question"
            yield f"{source.where(cell.index)}: {text}"
        elif cell.role is not Role.ANSWER:
            asked.add(question.id)
    for question in notebook.questions:
        if question.id not in asked:
            text = f"question '{question.id}' has no check and no written answer; add one, or take the question out"
            yield f"{shown(source.path.parent / 'assignment.toml')}: {text}"


def _release_faults(source: Source, cells: list[_Cell]) -> Iterator[str]:
    """Answers whose release is not Python, and solutions or hidden checks that are visible in another cell."""
    released = to_release(source.notebook).cells
    for cell, shown_cell in zip(cells, released, strict=True):
        if cell.role in _GRADED_CODE and cell.code:
            try:
                Code.read(shown_cell.source)
            except SyntaxError as fault:
                text = f"without its solution the cell is not Python ({fault.msg}); move the markers"
                yield f"{source.where(cell.index)}: {text}"
        for secret in secrets(cell.node):
            for other, node in zip(cells, released, strict=True):
                if secret in _squeezed(node.source):
                    text = f"its hidden text can be read in line {source.lines[other.index]}, too; change one of them"
                    yield f"{source.where(cell.index)}: {text}"


def secrets(cell: NotebookNode) -> list[str]:
    """The parts of a source cell that students must not read, without blanks; whole regions, as lines may recur."""
    if roles.role(cell) is Role.WRITTEN and BEGIN_SOLUTION not in cell.source:
        found = [cell.source]
    else:
        found = [
            "\n".join(lines)
            for markers in ((BEGIN_SOLUTION, END_SOLUTION), (BEGIN_HIDDEN, END_HIDDEN))
            for lines in regions(cell.source, *markers)
        ]
    return [squeezed for text in found if len(squeezed := _squeezed(text)) >= 40]


def leaks(release: NotebookNode, source: NotebookNode) -> list[str]:
    """The grade_ids whose solution or hidden check is visible in a release, including its metadata and outputs."""
    text = _squeezed(_strings(release))
    marked = any(marker.removeprefix("###").strip() in _strings(release) for marker in (BEGIN_SOLUTION, BEGIN_HIDDEN))
    found = [roles.grade_id(cell) or cell.id for cell in source.cells if any(s in text for s in secrets(cell))]
    return found or (["a marker"] if marked else [])


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _strings(value: object) -> str:
    """All text inside a notebook, joined."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return "\n".join(_strings(item) for item in value.values())
    return "\n".join(_strings(item) for item in value) if isinstance(value, list) else ""
