"""Shows a batch's results to the instructor: a table in the terminal, and `grades.csv`."""

import csv
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from textwrap import shorten

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder import private_files
from autograder.policies.lines import PolicyLine
from autograder.results import CheckResult, FoundMistake, NotebookResult, State

_MARKS = {
    State.PASSED: ("✓", "green"),
    State.FAILED: ("✗", "red"),
    State.NOT_ATTEMPTED: ("·", "dim"),
    State.FORBIDDEN: ("⊘", "magenta"),
    State.TIMED_OUT: ("∞", "yellow"),
    State.CRASHED: ("†", "yellow"),
    State.ERROR: ("?", "bold red reverse"),
}
_PARTLY = ("±", "yellow", "in part")  # failed, but a part of the points is earned
_ORDER = [*((mark, style, state.value) for state, (mark, style) in _MARKS.items()), _PARTLY]
_COLUMNS = ("student", "assignment", "notebook", "score", "max_score", "written_pending", "problem", "repairs", "seed")
_COLUMNS += ("final_score", "policies", "mistakes")
MAX_REMARK = 160  # characters of a remark in the table; the rest is in the results
MAX_NAME = 40  # columns of the terminal that a student's name may take


def table(results: Iterable[NotebookResult], title: str) -> RenderableType:
    """One table per notebook, with a row per student and a column per question, then remarks for the instructor.

    Of several notebooks, one that nobody handed in gets a line instead of a table.
    """
    results = list(results)
    notebooks = dict.fromkeys(result.notebook for result in results)
    if there := {result.notebook for result in results if result.handed_in}:
        left_out = [name for name in notebooks if name not in there]
        results = [result for result in results if result.notebook in there]
    else:
        left_out = []
    tables: list[RenderableType] = [
        _table([r for r in results if r.notebook == name], f"{title} · {name}")
        for name in notebooks
        if name not in left_out
    ]
    tables += [Text(f" Nobody handed in {name}.ipynb.", style="dim") for name in left_out]
    notes = Table.grid(padding=(0, 2))
    notes.add_column(overflow="fold")
    notes.add_column(ratio=1)
    for result in results:
        for remark in filter(None, [remarks(result), *map(_told, result.lines)]):
            name = Text(" ").append(_name(result))
            name = name.append(f" · {result.notebook}") if len(notebooks) > 1 else name
            notes.add_row(name, Text(shorten(remark, MAX_REMARK, placeholder=" …"), style="dim"))
    if common := common_mistakes(results):
        tables += [Text("\n Mistakes that several made:"), *(Text(f" {line}", style="dim") for line in common)]
    return Group(*tables, "", notes, "") if notes.row_count else Group(*tables)


def _table(results: list[NotebookResult], title: str) -> Table:
    shown = Table(title=title, box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, title_style="bold")
    shown.caption, shown.caption_style = _legend(results), ""
    questions = list(dict.fromkeys(check.question for result in results for check in result.checks))
    shown.add_column("\nstudent", no_wrap=True)
    for question in questions:
        shown.add_column(f"\n{question}", overflow="ellipsis")
    shown.add_column(f"score\nof {results[0].max_score:g}", justify="right", no_wrap=True)
    with_final = any(result.lines for result in results)
    if with_final:
        most = max(result.max_score - result.extra_max for result in results)
        shown.add_column(f"final\nof {most:g}", justify="right", no_wrap=True)
    shown.add_column("by\nhand", justify="right", no_wrap=True)
    for result in results:
        score = "–" if result.score is None else f"{result.score:g}"
        pending = f"+ {result.written_pending:g}" if result.written_pending else ""
        cells = [_tally([c for c in result.checks if c.question == question]) for question in questions]
        blank = [Text("–", style="dim")] * len(questions)
        unread = result.problem or not result.handed_in
        final = ["–" if result.final_score is None else f"{result.final_score:.4g}"] if with_final else []
        shown.add_row(_name(result), *(blank if unread else cells), score, *final, pending)
    return shown


def _name(result: NotebookResult) -> Text:
    """The student's name, cut so that it leaves room for the other columns."""
    name = Text(result.student)
    name.truncate(MAX_NAME, overflow="ellipsis")
    return name


def _mark(check: CheckResult) -> tuple[str, str, str]:
    """Mark, style and meaning."""
    partly = check.state is State.FAILED and check.points
    return _PARTLY if partly else (*_MARKS[check.state], check.state.value)


def _tally(checks: list[CheckResult]) -> Text:
    """The mark that all checks share; else each mark with its count."""
    marks = Counter(_mark(check) for check in checks)
    several = len(marks) > 1
    shown = sorted(marks, key=_ORDER.index)
    return Text(" ").join(Text(f"{marks[m] if several else ''}{m[0]}", m[1]) for m in shown)


def _legend(results: list[NotebookResult]) -> Text:
    """The marks that occur."""
    read = [result for result in results if result.handed_in and not result.problem]
    found = {_mark(check) for result in read for check in result.checks}
    shown = sorted(found, key=_ORDER.index)
    return Text("   ").join(Text.assemble((mark, style), f" {meaning}") for mark, style, meaning in shown)


def remarks(result: NotebookResult) -> str:
    """What an instructor should know about a result; "" if nothing."""
    if problem := _problem(result):
        return problem
    found = [f"{len(result.repairs)} repairs: {result.repairs[0]}"] if result.repairs else []
    unfinished = [check for check in result.checks if check.state is State.ERROR]
    if late := [check.grade_id for check in unfinished if check.limit_reached]:
        way_out = "grade them by hand, or allow more notebook_seconds"
        found.append(f"{len(late)} checks did not run, because its time was used up ({late[0]}, …): {way_out}")
    if len(late) < len(unfinished) and not result.fault:  # else `grader_faults` reports it once for all
        first = next(check.grade_id for check in unfinished if not check.limit_reached)
        found.append(f"{len(unfinished) - len(late)} checks did not run ({first}, …): grade this one again")
    if carried := [check for check in result.checks if check.carried_forward]:
        found.append(f"{len(carried)} checks passed on the reference's parts")
    return "; ".join(found)


def common_mistakes(results: Iterable[NotebookResult]) -> list[str]:
    """The known mistakes that several students made, the most frequent first."""
    results = list(results)
    several = len({result.notebook for result in results}) > 1
    counts = Counter((r.notebook, found.question, found.sentence) for r in results for found in _named(r))
    return [
        f"{count} × {f'{notebook}, ' if several else ''}{question}: {sentence}"
        for (notebook, question, sentence), count in counts.most_common()
        if count > 1
    ]


def _named(result: NotebookResult) -> list[FoundMistake]:
    return [found for found in result.mistakes if found.sentence]


def _told(line: PolicyLine) -> str:
    return f"{line.policy} {line.points:+.4g}: {line.reason}"


def _problem(result: NotebookResult) -> str:
    """Why nothing was graded; "" if it was."""
    return result.problem or ("" if result.handed_in else f"{result.notebook}.ipynb was not handed in: 0 points.")


def grader_faults(results: Iterable[NotebookResult]) -> list[str]:
    """One message per fault of the course or the grader, however many submissions it affects."""
    names: dict[str, list[str]] = {}
    for result in results:
        if result.fault:
            names.setdefault(f"{result.notebook}: {result.fault}", []).append(result.student)
    return [
        f"{fault}. {len(students)} submissions have no score for it, through no fault of theirs "
        f"({shorten(', '.join(students), MAX_REMARK, placeholder=' …')}). Next step: run `autograder doctor`, mend "
        "what it names, and give the same command again."
        for fault, students in names.items()
    ]


def write_csv(results: Iterable[NotebookResult], path: Path, *, shared: bool = False) -> None:
    """Write `grades.csv`, one row per notebook. A notebook that could not be graded has an empty score, never zero.

    Only the owner can read it (see `private_files`).
    """
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    for result in results:
        score = "" if result.score is None else f"{result.score:g}"
        problem = _problem(result) or result.fault or ""
        row = [_plain(result.student), result.assignment, result.notebook, score, f"{result.max_score:g}"]
        repairs = _plain(" ".join(result.repairs))
        final = "" if result.final_score is None else f"{result.final_score:.6g}"
        policies = _plain("; ".join(map(_told, result.lines)))
        mistakes = _plain("; ".join(f"{found.question}: {found.sentence}" for found in _named(result)))
        row += [f"{result.written_pending:g}", _plain(problem), repairs, result.seed, final, policies, mistakes]
        writer.writerow(row)
    private_files.write(path, file.getvalue().encode(), shared=shared)


def _plain(text: str) -> str:
    """Escape text that a spreadsheet would take for a formula, because students choose names and contents."""
    return "'" + text if text[:1] in tuple("=+-@\t\r") else text
