"""A class to try the grader on: sample submissions, right, wrong, damaged and hostile, in nbgrader's folder layout.

The right and wrong ones come from the assignment's sample answers (see `answers`); this module makes the others from
the release. Folder names describe each one, and `ABOUT.txt` beside `submitted/` has a sentence about it.

`python -m samples.demo FOLDER --assignment NAME` makes the class in `FOLDER/submitted/`; with `--also NAME`, some of
its students hand in another assignment as well. `make demo` also grades them.
"""

import argparse
import ast
import io
import re
import sys
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from autograder.assignment import Assignment, AssignmentError, load
from autograder.cell_code import functions_defined, names_defined, parse
from autograder.errors import UserError
from autograder.roles import Role, grade_id, role
from autograder.sample_answers import Answer, read_answers
from samples.answers import handed_files, handed_in, right_files

ANSWERS = Path(__file__).resolve().parent.parent / "tests" / "answers"
WRONG_ANSWERS = 5  # how many students hand in one of the assignment's wrong answers

# The best known attack on notebook graders: patch the tests' own tools so that they accept any answer.
_PATCHES = """\
import numpy as np
from coursekit import check

yes = lambda *args, **kwargs: True
np.allclose = np.array_equal = np.isclose = yes
np.testing.assert_allclose = np.testing.assert_array_equal = yes
check.close = check.array = check.number = check.equal = check.keys = check.unchanged = yes
check.pair = lambda got, n=2, **kwargs: (0,) * n
"""

_REWRITES = """\
shell = get_ipython()
run_code = shell.run_code

async def without_errors(code, result=None, *, async_=False):
    await run_code(code, result, async_=async_)
    if result is not None:
        result.error_in_exec = None
    return False

shell.run_code = without_errors
"""

_CRASHES = """

def {function}(*args, **kwargs):
    import numpy as np
    beyond_the_end = np.lib.stride_tricks.as_strided(np.zeros(1), (1000,), (2**40,))
    return beyond_the_end.sum()
"""

_LOOPS = """

def with_patience(function, calls=[]):
    def never_returns_at_first(*args, **kwargs):
        calls.append(args)
        while len(calls) == 1:
            pass
        return function(*args, **kwargs)
    return never_returns_at_first

{function} = with_patience({function})
"""

# A student's submission: names of files and their bytes; none for an empty folder.
_Files = dict[str, bytes]


@dataclass(frozen=True)
class _Student:
    folder: str
    what: str
    files: _Files


def make_class(assignment: Assignment, answers: Path, submitted: Path) -> list[tuple[str, str]]:
    """Write `submitted/<student>/<assignment>/<notebook>.ipynb` for each sample student, and `ABOUT.txt` beside it.

    The students hand in only the assignment's first notebook. `answers` is the assignment's folder of sample answers,
    `<answers>/<notebook>/{right,wrong}/*.py`; without it those students are missing. Returns (student, description) in
    the order of the folders. Raises `AssignmentError` if `submitted` exists already, to keep the samples apart from
    other people's work.
    """
    if submitted.exists():
        raise AssignmentError(f"{submitted} is there already; remove it, or choose another folder for the class")
    first = next(iter(assignment.notebooks))
    students = list(_students(assignment, first, answers / first))
    for student in students:
        folder = submitted / student.folder / assignment.name
        folder.mkdir(parents=True)
        for name, content in student.files.items():
            (folder / name).write_bytes(content)
    text = f"A class made to try the grader on {assignment.name}. Each folder of submitted/ is a student:\n\n"
    about = [(student.folder, student.what) for student in students]
    (submitted.parent / "ABOUT.txt").unlink(missing_ok=True)
    _tell(submitted, text, about)
    return about


def also_hand_in(assignment: Assignment, answers: Path, submitted: Path) -> list[tuple[str, str]]:
    """Have students of the class hand in all notebooks of another assignment: one right, one wrong in each question.

    The notebooks' questions of the same name are wrong at one student's. Parameters and result: see `make_class`.
    """
    wrong: dict[str, dict[str, Answer]] = {}  # question -> notebook -> answer
    for notebook in assignment.notebooks:
        for question, answer in _one_a_question(assignment, notebook, read_answers(answers / notebook / "wrong")):
            wrong.setdefault(question, {})[notebook] = answer
    about = []
    for folder, chosen in {"right": {}, **{f"wrong_{question}": found for question, found in wrong.items()}}.items():
        own = submitted / folder / assignment.name
        own.mkdir(parents=True)
        for notebook in assignment.notebooks:
            answer = chosen.get(notebook)
            nb = handed_in(assignment, notebook, answer.cells if answer else None)
            files = {f"{notebook}.ipynb": _bytes(nb)} | handed_files(right_files(answers / notebook), answer)
            for name, content in files.items():
                (own / name).write_bytes(content)
        mistakes = [f"{notebook}: {_first_sentence(answer.why)}" for notebook, answer in chosen.items()]
        about.append((folder, " ".join(mistakes) or "Every answer is right."))
    _tell(submitted, f"\nSome of them hand in {assignment.name}, too, with all of its notebooks:\n\n", about)
    return about


def _tell(submitted: Path, text: str, about: list[tuple[str, str]]) -> None:
    with (submitted.parent / "ABOUT.txt").open("a", encoding="utf-8") as file:
        file.write(text + "".join(f"{name:24} {what}\n" for name, what in about))


def _students(assignment: Assignment, notebook: str, answers: Path) -> Iterator[_Student]:
    file = f"{notebook}.ipynb"
    right_ones = right_files(answers)  # those that are handed in beside the notebook

    def make(folder: str, what: str, nb: NotebookNode, answer: Answer | None = None) -> _Student:
        return _Student(folder, what, {file: _bytes(nb)} | handed_files(right_ones, answer))

    release = assignment.release(notebook)
    right = handed_in(assignment, notebook)

    yield make("right", "Every answer is right.", right)
    for answer in _most_cells(read_answers(answers / "right"), 1):
        nb = handed_in(assignment, notebook, answer.cells)
        yield make("right_other_style", f"Right, in another style. {_first_sentence(answer.why)}", nb, answer)
    yield _Student("untouched", "Handed in as it was handed out.", {file: _bytes(release)})
    for question, answer in _one_a_question(assignment, notebook, read_answers(answers / "wrong")):
        nb = handed_in(assignment, notebook, answer.cells)
        yield make(f"wrong_{question}", _first_sentence(answer.why), nb, answer)

    yield make("damaged_no_metadata", "Right, but another editor stripped all metadata.", _stripped(right))
    yield make(
        "damaged_cells",
        "Right, but: checks deleted, answers in reverse order, one of them there twice, another turned into text.",
        _shuffled(right),
    )
    yield _Student(
        "damaged_truncated", "The file breaks off half way.", {file: _bytes(right)[: len(_bytes(right)) // 2]}
    )
    page = b"<!DOCTYPE html>\n<html><head><title>Jupyter</title></head><body>Log in</body></html>\n"
    yield _Student("damaged_web_page", "A web page, saved under the notebook's name.", {file: page})
    yield _Student(
        "damaged_file_name", "Right, but the file has another name.", {f"{notebook} (1).ipynb": _bytes(right)}
    )
    yield _Student("damaged_empty_folder", "Nothing was handed in.", {})

    others = handed_files(right_ones)
    packed = {"homework.zip": _packed(notebook, right)}
    yield _Student("form_archive", "Right, and handed in as a zip archive.", packed | others)
    yield _Student("form_modules", "Right, and handed in as two modules.", _modules(right) | others)
    nothing = handed_in(assignment, notebook, _nothing(assignment, notebook))
    for folder, what, code in (
        ("hostile_patches_tools", "makes numpy's and the course's own tools say yes to everything", _PATCHES),
        ("hostile_wraps_ipython", "wraps IPython's run_code so that no cell ever fails", _REWRITES),
    ):
        nb = deepcopy(nothing)
        nb.cells.insert(0, new_code_cell(code, id="attack"))
        yield make(folder, f"Answers nothing; {what}.", nb)
    yield make(
        "hostile_edits_checks",
        "Answers nothing; empties the checks, tags them skip-execution, makes them worth 400 points, fakes outputs.",
        _edited(release),
    )
    if target := _least_used(assignment, notebook):
        name, source, function = target
        for folder, what, lines in (
            ("hostile_crash", f"{function} crashes the process: it reads memory that is not there.", _CRASHES),
            ("hostile_endless_loop", f"the first call of {function} never returns.", _LOOPS),
        ):
            nb = handed_in(assignment, notebook, {name: source + lines.format(function=function)})
            yield make(folder, f"Right, but {what}", nb)


# --- the choice of sample answers --


def _most_cells(answers: list[Answer], count: int) -> list[Answer]:
    return sorted(answers, key=lambda answer: (-len(answer.cells), answer.name))[:count]


def _one_a_question(assignment: Assignment, notebook: str, answers: list[Answer]) -> list[tuple[str, Answer]]:
    """For each question, in order: its id, and an answer that is wrong in it alone.

    The answer with the fewest lost checks, but at least two if possible; if several, the shortest to explain.
    """
    settings = assignment.notebooks[notebook]
    chosen = []
    for question in settings.questions:
        own = [a for a in answers if a.loses and {settings.question_of(check) for check in a.loses} == {question}]
        subtle = sorted(own, key=lambda a: (len(a.loses) < 2, len(a.loses), len(a.why), a.name))[:1]
        chosen += [(question.id, answer) for answer in subtle]
    return chosen[:WRONG_ANSWERS]


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]


# --- damage ---


def _stripped(nb: NotebookNode) -> NotebookNode:
    nb = deepcopy(nb)
    nb.metadata = {}
    nb.nbformat_minor = 4  # the last without cell ids
    for cell in nb.cells:
        cell.metadata = {}
        cell.pop("id", None)
    return nb


def _shuffled(nb: NotebookNode) -> NotebookNode:
    nb = deepcopy(nb)
    cells = [cell for cell in nb.cells if role(cell) is not Role.CHECK]
    places = [place for place, cell in enumerate(cells) if role(cell) is Role.ANSWER]
    answers = [cells[place] for place in reversed(places)]
    for place, cell in zip(places, answers, strict=True):
        cells[place] = cell
    twin = deepcopy(answers[0])
    twin.id += "-copy"
    answers[-1].cell_type = "markdown"
    del answers[-1]["outputs"], answers[-1]["execution_count"]
    nb.cells = [*cells, twin]
    return nb


# --- attacks ---


def _edited(nb: NotebookNode) -> NotebookNode:
    nb = deepcopy(nb)
    for cell in nb.cells:
        if role(cell) is Role.CHECK:
            cell.source = "400.0"
            cell.metadata["tags"] = ["skip-execution"]
            cell.metadata.nbgrader["points"] = 400
            cell.metadata.nbgrader["locked"] = False
            cell.outputs = [new_output("execute_result", {"text/plain": "400.0"}, execution_count=1)]
            cell.execution_count = 1
    return nb


def _nothing(assignment: Assignment, notebook: str) -> dict[str, str]:
    """For each answer cell: the names it defines, as functions that give None, empty classes, or None."""
    found = {}
    for cell in assignment.source(notebook).cells:
        if role(cell) is Role.ANSWER and (program := parse(cell.source)):
            functions, classes = (
                sorted(node.name for node in program.body if isinstance(node, kind))
                for kind in (ast.FunctionDef, ast.ClassDef)
            )
            lines = [f"def {name}(*args, **kwargs):\n    return None" for name in functions]
            lines += [f"class {name}:\n    pass" for name in classes]
            lines += [f"{name} = None" for name in sorted(names_defined(cell.source) - {*functions, *classes})]
            found[grade_id(cell)] = "\n\n".join(lines)
    return found


def _least_used(assignment: Assignment, notebook: str) -> tuple[str, str, str] | None:
    """(grade_id, source, function) of the function with the fewest uses outside checks and, if tied, in all cells.

    An attack in it that makes each call slow affects as few checks as possible, so that the demo stays short.
    """
    cells = [cell for cell in handed_in(assignment, notebook).cells if cell.cell_type == "code"]
    candidates = []
    for cell in cells:
        functions = functions_defined(cell.source) if role(cell) is Role.ANSWER else set()
        if len(functions) == 1:
            name = functions.pop()
            users = [role(other) for other in cells if other is not cell and re.search(rf"\b{name}\b", other.source)]
            elsewhere = sum(user is not Role.CHECK for user in users)
            candidates.append((elsewhere, len(users), grade_id(cell), cell.source, name))
    return min(candidates)[2:] if candidates else None


def _packed(notebook: str, nb: NotebookNode) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"homework/{notebook}.ipynb"), _bytes(nb))  # without the time of day
    return made.getvalue()


def _modules(nb: NotebookNode) -> _Files:
    """The answers in two modules, of which the second imports the first."""
    answers = [cell.source for cell in nb.cells if role(cell) is Role.ANSWER]
    half = (len(answers) + 1) // 2
    parts = {"first.py": answers[:half], "second.py": ["from first import *", *answers[half:]]}
    return {name: ("\n\n\n".join(codes) + "\n").encode() for name, codes in parts.items()}


def _bytes(nb: NotebookNode) -> bytes:
    return (nbformat.writes(nb) + "\n").encode()


def main() -> None:
    """Make the class for the arguments of the command line, and list its students."""
    parser = argparse.ArgumentParser(prog="python -m samples.demo", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the class hands in: FOLDER/submitted/")
    parser.add_argument("--assignment", default="hw2_backprop", help="name of the assignment")
    parser.add_argument("--also", action="append", default=[], help="another assignment; may be repeated")
    parser.add_argument(
        "--solutions", type=Path, default=Path("solutions"), help="folder with the assignments' sources"
    )
    asked = parser.parse_args()
    try:
        assignment = load(asked.solutions / asked.assignment)
        made = make_class(assignment, ANSWERS / asked.assignment, asked.folder / "submitted")
        for name in asked.also:
            made += also_hand_in(load(asked.solutions / name), ANSWERS / name, asked.folder / "submitted")
    except UserError as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    for name, what in made:
        print(f"  {name:24} {what}")


if __name__ == "__main__":
    main()
