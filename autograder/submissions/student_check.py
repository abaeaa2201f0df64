"""`autograder check NOTEBOOK`: tells a student before handing in what can be known by then.

It reads and rebuilds the notebook as grading does, applies the rules, and runs the public checks on the student's own
objects in an ordinary kernel. It needs the released notebook, not the solutions, and finds it by its name in a folder
`notebooks/` here or above, in Git's last commit, or by `--release`. Without it, the notebook is taken as it is, and
nbgrader's checksums only show which cells were changed.
"""

import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from autograder.building.release import CODE_STUB, TEXT_STUB
from autograder.results import CheckResult, State
from autograder.roles import Role, grade_id, points, role
from autograder.rules.unused import leave_out_unused_imports
from autograder.rules.violations import Rules, check_rules, guard_code
from autograder.scopes import tree
from autograder.submissions.hand_in import read_notebook
from autograder.submissions.names import printable
from autograder.submissions.public_run import Tell, run_public
from autograder.submissions.rebuild import rebuild
from autograder.submissions.recognise import answers_define


@dataclass
class CheckReport:
    """What a student should know before handing in. Lists contain one sentence per item."""

    notebook: str
    problem: str | None = None  # why nothing else is known
    compared_with: str | None = None  # the released notebook; None if it was not found
    repairs: list[str] = field(default_factory=list)  # damaged or missing cells, mended when graded
    violations: list[str] = field(
        default_factory=list
    )  # broken rules: forbidden names in the code, loops by their cost
    rules_known: bool = True
    unanswered: list[str] = field(default_factory=list)  # answers that are still FILL_IN
    unwritten: list[str] = field(default_factory=list)  # written answers as they were handed out
    broken: list[str] = field(default_factory=list)  # cells that ended with an error
    checks: list[CheckResult] = field(default_factory=list)  # the public ones
    hidden_points: float = 0.0
    written_points: float = 0.0

    @property
    def things_to_do(self) -> int:
        found = [self.repairs, self.violations, self.unanswered, self.unwritten, self.broken]
        told = {State.PASSED}  # and states that one of those lists covers
        told |= {State.FORBIDDEN} if self.violations else set()
        told |= {State.NOT_ATTEMPTED} if self.unanswered else set()
        return sum(map(len, found)) + len([check for check in self.checks if check.state not in told])

    @property
    def ok(self) -> bool:
        return self.problem is None and self.things_to_do == 0


def run_check(path: Path, *, release: Path | None = None, console: Console | None = None) -> int:
    """Check a notebook and print the report; returns 0 if it is ready to be handed in, else 1."""
    console = console or Console()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=None)

        def tell(done: int, total: int, cell: str) -> None:
            progress.update(task, completed=done, total=total, description=cell)

        report = check_notebook(path, release=release, tell=tell)
    console.print(show(report))
    return 0 if report.ok else 1


def check_notebook(path: Path, *, release: Path | None = None, tell: Tell | None = None) -> CheckReport:
    """Find out what can be known about a notebook before it is graded. No content of the files raises an exception.

    release: the released notebook, if it cannot be found by its name.
    """
    path = Path(path)
    report = CheckReport(printable(path.name))
    nb, repairs, report.problem = read_notebook(path)
    if nb is None:
        return report
    if release is not None and not Path(release).is_file():
        report.problem = f"{release} is missing; name the notebook as it was handed out, or leave --release away."
        return report
    pristine, report.compared_with = _pristine(path, release)
    if pristine is None:
        pristine = _read(path) or nb
        repairs += _changed(nb)
        if not any(grade_id(cell) for cell in nb.cells):
            report.problem = (
                f"{report.notebook} holds no cell of a homework, and no notebook of that name was found in notebooks/; "
                "rename it to what it was handed out as, or name that file with --release."
            )
            return report
    rebuilt = rebuild(
        pristine, nb, answers_define=answers_define(pristine), repairs=repairs, name=f"the notebook {path.stem}"
    )
    found = rebuilt.metadata["autograder"]
    report.repairs, report.problem = found["repairs"], found["problem"]
    if report.problem:
        return report
    rules = Rules.from_metadata(pristine)
    report.rules_known = rules is not None
    rules = rules or Rules(())
    report.repairs += leave_out_unused_imports(rebuilt, rules)
    violations = check_rules(rebuilt, pristine, rules)
    report.violations = list(dict.fromkeys(found.message for found in violations))
    _look(rebuilt, pristine, report)
    guard = guard_code(rebuilt, rules)
    report.checks, broken, rules_broken = run_public(rebuilt, path.resolve().parent, rules.cell_seconds, guard, tell)
    spoiled = {found.question for found in violations}
    for check in report.checks:
        question = rules.question_of(check.grade_id)
        check.question = question.id if question else ""
        if check.grade_id in rules_broken:
            spoiled.add(check.question)
            report.violations.append(f"{check.grade_id}: {check.message}")
    # If an answer is missing or breaks a rule, faults of the course's own cells add no information.
    explained = bool(report.unanswered or report.violations)
    report.broken = [sentence for kind, sentence in broken if kind in (Role.ANSWER, Role.ADDED) or not explained]
    for check in report.checks:
        if check.question and check.question in spoiled:
            check.state, check.points = State.FORBIDDEN, 0.0
            check.message = "This question uses what it rules out (see above)."
    return report


# --- the released notebook ---


def find_release(path: Path) -> Path | None:
    """The notebook of the same name in a folder `notebooks/<assignment>/`, here or above; never the notebook itself."""
    path = path.resolve()
    for folder in (Path.cwd(), *path.parents):
        found = [file for file in sorted(folder.glob(f"notebooks/*/{path.name}")) if file.resolve() != path]
        named = [file for file in found if file.parent.name in path.parts]
        if len(named or found) == 1:
            return (named or found)[0]
    return None


def _pristine(path: Path, release: Path | None) -> tuple[NotebookNode | None, str | None]:
    found = release or find_release(path)
    if found is not None and (nb := _read(found)) is not None:
        return nb, str(found)
    committed = _from_git(path)
    return (committed, "Git's last commit") if committed is not None else (None, None)


def _read(path: Path) -> NotebookNode | None:
    """A released notebook with all its metadata; None if the file is not a notebook."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError):
        return None


def _from_git(path: Path) -> NotebookNode | None:
    """The notebook as it was last committed, if that is how it was handed out: every answer still FILL_IN."""
    command = ["git", "-C", str(path.resolve().parent), "show", f"HEAD:./{path.name}"]
    try:
        shown = subprocess.run(command, capture_output=True, timeout=20, check=True).stdout.decode()
        nb = nbformat.reads(shown, as_version=4)
    except (OSError, subprocess.SubprocessError, ValueError, KeyError, TypeError, nbformat.ValidationError):
        return None
    answers = [cell for cell in nb.cells if role(cell) is Role.ANSWER]
    return nb if answers and all(CODE_STUB in cell.source for cell in answers) else None


def _changed(nb: NotebookNode) -> list[str]:
    """Sentences about locked cells whose checksums do not match."""
    changed = []
    for cell in nb.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if nbgrader.get("locked") and nbgrader.get("checksum", "") != compute_checksum(cell):
            changed.append(f"The cell {grade_id(cell)} was changed; it counts as it was handed out.")
    return changed


# --- what is known without running the notebook ---


def _look(rebuilt: NotebookNode, pristine: NotebookNode, report: CheckReport) -> None:
    stubs = {grade_id(cell): cell.source for cell in pristine.cells if report.compared_with}
    for cell in rebuilt.cells:
        name, worth = grade_id(cell), points(cell)
        match role(cell):
            case Role.ANSWER if CODE_STUB in cell.source:
                report.unanswered.append(f"{name} still has a FILL_IN.")
            case Role.WRITTEN:
                report.written_points += worth
                if TEXT_STUB in cell.source or cell.source == stubs.get(name) or not cell.source.strip():
                    what = f"{name} ({worth:g} points)" if worth else name
                    report.unwritten.append(f"{what} is not written yet.")
            case Role.CHECK if not tree(cell.source):
                report.hidden_points += worth


# --- how it is shown ---


def show(report: CheckReport) -> RenderableType:
    """The report for printing, readable without colours."""
    if report.problem:
        return Group(Text(f"✗ {report.problem}", style="red"), "")
    if report.compared_with:
        parts: list[RenderableType] = [Text(f"{report.notebook}, compared with {report.compared_with}", style="bold")]
    else:
        text = "the notebook as it was handed out was not found: missing cells cannot be told (see --release)"
        parts = [Text(f"{report.notebook}: {text}", style="bold")]
    sections = [
        ("Not allowed: these cost the question", "✗", "red", report.violations),
        ("Damaged or changed: mended when graded; look whether this is what you meant", "!", "yellow", report.repairs),
        ("Still to do", "○", "cyan", [*report.unanswered, *report.unwritten]),
        ("Cells that end with an error", "✗", "red", report.broken),
    ]
    for title, mark, style, sentences in sections:
        if sentences:
            parts += ["", Text(title, style="bold")]
            parts += [Padding(Text(f"{mark} {sentence}", style=style), (0, 0, 0, 2)) for sentence in sentences]
    if report.checks:
        parts += ["", _table(report.checks)]
    return Group(*parts, _summary(report), "")


def _table(checks: list[CheckResult]) -> Table:
    table = Table(title="Public checks", title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    table.add_column("check", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what it says", overflow="fold", ratio=1)
    for check in checks:
        passed = check.state is State.PASSED
        mark, style = ("✓", "green") if passed else ("✗", "red")
        said = Text(check.message or check.state.value, style="" if passed else style)
        worth = f"{check.points or 0:g} of {check.max_points:g}"
        table.add_row(Text(mark, style=style), Text(check.grade_id), worth, said)
    return table


def _summary(report: CheckReport) -> Text:
    passed = [check for check in report.checks if check.state is State.PASSED]
    earned = sum(check.points or 0 for check in report.checks)
    most = sum(check.max_points for check in report.checks)
    lines = [
        f"Public checks: {len(passed)} of {len(report.checks)} passed, {earned:g} of {most:g} points.",
        f"Hidden checks: {report.hidden_points:g} points; they run when your work is graded, on other inputs.",
    ]
    if report.written_points:
        lines.append(f"Written answers: {report.written_points:g} points; a person reads them.")
    if not report.rules_known:
        lines.append("This notebook does not say which names it rules out: they were not looked for.")
    things = f"{report.things_to_do} thing{'s' * (report.things_to_do != 1)}"
    lines.append("✓ Nothing left to do: ready to hand in." if report.ok else f"✗ {things} to look at.")
    return Text("\n".join(lines))
