"""A student's answers in the forms in which hand-outs ask for them: archives, scripts and modules."""

import io
import zipfile
from collections.abc import Callable, Mapping

import jupytext
from nbformat import NotebookNode, writes

from autograder.assignment import Assignment
from autograder.roles import Role, grade_id, role
from samples.answers import handed_in


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def as_notebook(nb: NotebookNode) -> str:
    return writes(nb) + "\n"


def as_script(nb: NotebookNode, form: str = "py:percent") -> str:
    """A notebook as jupytext writes it."""
    return jupytext.writes(nb, fmt=form)


def as_modules(
    assignment: Assignment, notebook: str, module_of: Callable[[str], str], cells: dict[str, str] | None = None
) -> dict[str, str]:
    """The reference's answers, except for `cells`, as modules. `module_of`: the module's name for an answer's grade_id.

    The first module is imported by the others, and in each the answers stand in reverse: their order does not matter.
    """
    nb = handed_in(assignment, notebook, cells)
    answers = {grade_id(cell): cell.source for cell in nb.cells if role(cell) is Role.ANSWER}
    names = list(dict.fromkeys(map(module_of, answers)))
    heads = {
        name: "import numpy as np\n" + (f"from {names[0]} import *\n" if name != names[0] else "") for name in names
    }
    bodies = {name: [code for key, code in reversed(answers.items()) if module_of(key) == name] for name in names}
    test = '\n\nif __name__ == "__main__":\n    raise SystemExit("a test of the student\'s own")\n'
    return {f"{name}.py": "\n\n\n".join([heads[name], *bodies[name]]) + test for name in names}
