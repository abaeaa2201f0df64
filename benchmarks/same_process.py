"""The same homework for graders that test in the student's own process: nbgrader as shipped, and otter-grader.

Cells, answers, inputs' sizes and points are those of the source. A notebook of the course stays as it is, with the
comparator of `coursekit`, whose `reference`, `remote` and `rng` then use the notebook itself. In a small homework,
assertions of NumPy's stand where our comparator does, and a hidden test brings the reference solution along.
"""

import re
from pathlib import Path
from textwrap import indent

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from autograder.cell_code import names_defined, names_used, without_magics
from autograder.roles import Role, grade_id, points, role
from benchmarks.homework import Homework

_OURS = re.compile(r"^from coursekit.*\n?", re.MULTILINE)
_MARKERS = re.compile(r"^\s*### (BEGIN|END) (SOLUTION|HIDDEN TESTS).*\n?", re.MULTILINE)
_BEGIN_HIDDEN = "### BEGIN HIDDEN TESTS\n"

_ASSERTIONS = '''\
class check:
    """Ordinary assertions, as tests in the student's own process use them."""

    @staticmethod
    def close(got, expected, name="", rtol=1e-7, atol=1e-9):
        np.testing.assert_allclose(got, expected, rtol=rtol, atol=atol)

    @staticmethod
    def equal(got, expected, name=""):
        assert got == expected, name

    @staticmethod
    def at_most(got, bound, name=""):
        assert got <= bound, name
'''


# In a test of otter's, in place of coursekit's names, which look for the notebook in `__main__`.
_STUDENTS = '''\
from types import SimpleNamespace

import numpy as np


def exam(env):
    """reference, remote, rng: the student's names, an expression's value among them, fresh inputs."""
    return SimpleNamespace(**env), lambda expression: eval(expression, env), np.random.default_rng()
'''
_EXAM = ("reference", "remote", "rng")


def nbgrader_source(homework: Homework) -> NotebookNode:
    """The source notebook for `nbgrader generate_assignment`."""
    nb = homework.source()
    if homework.is_of_course:
        return nb
    truth = _reference(nb)
    for cell in nb.cells:
        if _OURS.search(cell.source):
            cell.source = f"{_without_ours(cell)}\n\n{_ASSERTIONS}"
        if role(cell) is Role.CHECK:
            cell.source = cell.source.replace(_BEGIN_HIDDEN, f"{_BEGIN_HIDDEN}{truth}")
    return nb


def answered(release: NotebookNode, source: NotebookNode) -> NotebookNode:
    """What a student who answers as the reference does makes of a release."""
    solutions = {grade_id(cell): cell.source for cell in source.cells}
    for cell in release.cells:
        if role(cell) in (Role.ANSWER, Role.WRITTEN):
            cell.source = _MARKERS.sub("", solutions[grade_id(cell)])
    return release


def otter_hand_in(homework: Homework) -> NotebookNode:
    """The notebook that such a student hands in where otter grades."""
    nb = homework.source()
    cells = [new_code_cell(f'import otter\n\ngrader = otter.Notebook("{homework.notebook}.ipynb")', id="otter")]
    # A question is tested where its last check stands: before that, not all of its answers are there.
    last = {_question(homework, cell): cell.id for cell in nb.cells if role(cell) is Role.CHECK}
    for cell in nb.cells:
        if role(cell) is Role.CHECK:
            question = _question(homework, cell)
            if last[question] == cell.id:
                cells.append(new_code_cell(f'grader.check("{question}")', id=f"check-{question}"))
            continue
        kind, name = role(cell), grade_id(cell)
        cell.source = _MARKERS.sub("", cell.source if homework.is_of_course else _without_ours(cell))
        cell.metadata = {"answer": name} if kind is Role.ANSWER else {}
        cells.append(cell)
    return new_notebook(cells=cells, metadata=nb.metadata)


def otter_tests(homework: Homework) -> dict[str, str]:
    """Otter's test files, by question: a test case a check."""
    nb = homework.source()
    if homework.is_of_course:
        head, roles, left_out = _STUDENTS, (Role.SETUP, Role.ANSWER, Role.EXPERIMENT), {*_EXAM}
    else:
        head = f"import numpy as np\n\n{_ASSERTIONS}\n\n{_reference(nb)}\n"
        roles, left_out = (Role.SETUP, Role.ANSWER), {"np"}
    code_of = (lambda cell: cell.source) if homework.is_of_course else _without_ours
    names = set().union(*(names_defined(code_of(cell)) for cell in nb.cells if role(cell) in roles)) - left_out
    files: dict[str, str] = {}
    for cell in nb.cells:
        if role(cell) is not Role.CHECK:
            continue
        question = _question(homework, cell)
        start = f"OK_FORMAT = False\n\nfrom otter.test_files import test_case\n\nname = {question!r}\npoints = None\n\n"
        files.setdefault(question, start + head)
        code = _MARKERS.sub("", without_magics(cell.source))
        given = sorted(names & names_used(compile(code, grade_id(cell), "exec")))
        if homework.is_of_course:
            given, code = ["env", *given], f"{', '.join(_EXAM)} = exam(env)\n{code}"
        hidden = _BEGIN_HIDDEN in cell.source
        files[question] += f"\n\n@test_case(points={points(cell):g}, hidden={hidden})\n"
        files[question] += f"def test_{grade_id(cell)}({', '.join(given)}):\n{indent(code, '    ')}\n"
    return files


def write_otter_tests(homework: Homework, folder: Path) -> None:
    folder.mkdir(parents=True)
    for question, text in otter_tests(homework).items():
        (folder / f"{question}.py").write_text(text, encoding="utf-8")


def _reference(nb: NotebookNode) -> str:
    """Code that makes `reference` and `rng`: the reference solution as a namespace, and fresh inputs."""
    code = "\n\n".join(
        _MARKERS.sub("", _without_ours(cell)) for cell in nb.cells if role(cell) in (Role.SETUP, Role.ANSWER)
    )
    return (
        "from types import SimpleNamespace\n\n\n"
        f"def _reference():\n{indent(code, '    ')}\n    return SimpleNamespace(**locals())\n\n\n"
        "reference = _reference()\nrng = np.random.default_rng()\n"
    )


def _without_ours(cell: NotebookNode) -> str:
    return _OURS.sub("", cell.source).rstrip()


def _question(homework: Homework, cell: NotebookNode) -> str:
    return homework.assignment.notebooks[homework.notebook].question_of(grade_id(cell)).id


def write_source(homework: Homework, course: Path) -> None:
    """Write nbgrader's `source/<assignment>/` into a course folder."""
    folder = course / "source" / homework.name
    folder.mkdir(parents=True)
    nbformat.write(nbgrader_source(homework), folder / f"{homework.notebook}.ipynb")
